// Painted text marks by the CSS Custom Highlight API: the text layer's nodes stay as they are. Where
// the browser does not know it, the numbered markers alone show the place.

export type HighlightName = 'review-mark' | 'review-mark-on' | 'review-mark-draft';

/** Paints a range until the returned function is called. */
export function paint(name: HighlightName, range: Range): () => void {
  if (typeof Highlight === 'undefined' || !('highlights' in CSS)) return () => undefined;
  const known = CSS.highlights.get(name);
  const highlight = known ?? new Highlight();
  if (!known) CSS.highlights.set(name, highlight);
  highlight.add(range);
  return () => highlight.delete(range);
}
