// Painted text marks by the CSS Custom Highlight API: the text layer's nodes stay as they are. Where
// the browser does not know it, the numbered markers alone show the place.

export type HighlightName = 'review-mark' | 'review-mark-on' | 'review-mark-draft' | 'find-match' | 'find-match-on';

/** The place that is looked at lies over everything else. */
const PRIORITY: Record<HighlightName, number> = { 'review-mark': 0, 'review-mark-on': 1, 'review-mark-draft': 1, 'find-match': 2, 'find-match-on': 3 };

/** Paints a range until the returned function is called. */
export function paint(name: HighlightName, range: Range): () => void {
  if (typeof Highlight === 'undefined' || !('highlights' in CSS)) return () => undefined;
  const known = CSS.highlights.get(name);
  const highlight = known ?? new Highlight();
  if (!known) CSS.highlights.set(name, highlight);
  highlight.priority = PRIORITY[name];
  highlight.add(range);
  return () => highlight.delete(range);
}
