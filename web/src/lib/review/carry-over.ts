// Looks for the places of comments on the version they are copied to: in the text of a document, on the picture of an
// image. What cannot be looked at keeps its place, and nobody claims to be sure.

import { boundsOfShape, fromSelectors, toSelectors, type Anchor, type Shape } from '../annotate/anchor';
import { likeness, placeText, together } from '../annotate/relocate';
import { API } from '../api/client';
import type { Comment, CopyComments, Kind, Marker } from '../api/types';

type Version = { readonly id: string; readonly sha256: string; readonly kind: Kind };
type Copied = CopyComments['comments'][number];

/** Side of the small pictures that are compared, and how much of the whole is looked at around a pin. */
const SIDE = 24;
const AROUND = 0.12;
/** Documents are read to this page; further on places are kept. */
const MOST_PAGES = 300;

/** The comments with their places on `to`; `from` is the version they lie on. */
export async function carryOver(comments: readonly Comment[], from: string, to: Version): Promise<Copied[]> {
  if (from === to.id) return comments.map(({ id }) => ({ comment: id }));
  const look = await looker(comments, from, to).catch(() => null);
  return comments.map((comment) => {
    const placed = look && look(comment);
    return { comment: comment.id, ...placed };
  });
}

type Look = (comment: Comment) => { markers: Marker[]; sure: number } | null;

async function looker(comments: readonly Comment[], from: string, to: Version): Promise<Look | null> {
  const anchors = comments.flatMap(anchorsOf);
  if (to.kind === 'pdf' && anchors.some((anchor) => anchor.text !== null)) {
    const texts = await pageTexts(to.id);
    return (comment) => placed(comment, to, (anchor) => placeText(anchor, texts));
  }
  if ((to.kind === 'image' || to.kind === 'svg') && anchors.some((anchor) => anchor.shape !== null)) {
    const [before, after] = await Promise.all([picture(from), picture(to.id)]);
    return (comment) => placed(comment, to, (anchor) => (anchor.shape ? { anchor, sure: likeness(piece(before, anchor.shape), piece(after, anchor.shape)) } : null));
  }
  return null;
}

function placed(comment: Comment, to: Version, place: (anchor: Anchor) => { anchor: Anchor; sure: number } | null): ReturnType<Look> {
  const places = anchorsOf(comment).map(place);
  if (places.length === 0 || places.some((one) => one === null)) return null;
  const found = places.flatMap((one) => one ?? []);
  const target = { version: to.id, sha256: to.sha256 };
  return { markers: found.map(({ anchor }) => ({ target, selectors: toSelectors(anchor) })), sure: together(found.map(({ sure }) => sure)) };
}

function anchorsOf(comment: Comment): Anchor[] {
  return comment.markers.flatMap((marker) => fromSelectors(marker.selectors) ?? []);
}

/** The text of each page as the text layer holds it. */
async function pageTexts(version: string): Promise<string[]> {
  const { openPdf } = await import('../viewers/pdf/open-pdf');
  const opening = openPdf(version);
  try {
    const { document: pdf } = await opening.ready;
    const texts: string[] = [];
    for (let number = 1; number <= Math.min(pdf.numPages, MOST_PAGES); number += 1) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
      page.cleanup();
    }
    return texts;
  } finally {
    opening.close();
  }
}

async function picture(version: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `${API}/versions/${version}/display`;
  await image.decode();
  return image;
}

/** The grey values of what lies around a shape. */
function piece(image: HTMLImageElement, shape: Shape): number[] {
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const { x, y, width, height } = boundsOfShape(shape);
  const [wide, high] = [Math.max(width, AROUND), Math.max(height, AROUND)];
  const left = Math.min(Math.max(0, x + width / 2 - wide / 2), Math.max(0, 1 - wide));
  const top = Math.min(Math.max(0, y + height / 2 - high / 2), Math.max(0, 1 - high));
  context.drawImage(image, left * image.naturalWidth, top * image.naturalHeight, wide * image.naturalWidth, high * image.naturalHeight, 0, 0, SIDE, SIDE);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Array.from({ length: SIDE * SIDE }, (_, at) => 0.3 * (data[4 * at] ?? 0) + 0.59 * (data[4 * at + 1] ?? 0) + 0.11 * (data[4 * at + 2] ?? 0));
}
