/** A button beside the selected words; the C key does the same. */
import { useEffect, useState, type RefObject } from 'react';
import type { Anchor } from '../../annotate/anchor';
import { Icon } from '../../ui/Icon';
import { selectedAnchors } from './text-range';

type Place = { readonly left: number; readonly top: number };

export function SelectionButton({ host, onMark }: { readonly host: RefObject<HTMLElement | null>; readonly onMark: (anchors: readonly Anchor[]) => void }) {
  const [place, setPlace] = useState<Place | null>(null);

  useEffect(() => {
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setPlace(placeOf(host.current)));
    };
    document.addEventListener('selectionchange', look);
    const element = host.current;
    element?.addEventListener('scroll', look);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('selectionchange', look);
      element?.removeEventListener('scroll', look);
    };
  }, [host]);

  if (!place) return null;
  const mark = () => {
    const anchors = selectedAnchors(getSelection());
    getSelection()?.removeAllRanges();
    if (anchors.length > 0) onMark(anchors);
  };
  return (
    // Pressing must not clear the selection before the click arrives.
    <button type="button" className="vw-mark" style={{ transform: `translate(${place.left}px, ${place.top}px)` }} onPointerDown={(event) => event.preventDefault()} onClick={mark}>
      <Icon name="highlight" />
      Comment
      <kbd>C</kbd>
    </button>
  );
}

function placeOf(host: HTMLElement | null): Place | null {
  const selection = getSelection();
  if (!host || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const node = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement;
  if (!node || !host.contains(node) || !node.closest('.textLayer')) return null;
  const box = host.getBoundingClientRect();
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 0 && rect.bottom > box.top && rect.top < box.bottom);
  const last = rects.at(-1);
  if (!last) return null;
  const left = Math.min(Math.max(last.right - box.left - 60, 8), box.width - 140);
  return { left, top: Math.min(last.bottom - box.top + 8, box.height - 44) };
}
