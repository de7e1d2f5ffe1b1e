// Looks for the places of comments on the version they are copied to: in the text of a document, on the picture of an
// image. What cannot be looked at keeps its place, and nobody claims to be sure.

import { fromSelectors, toSelectors, type Anchor } from '../annotate/anchor';
import { placeShape, placeText, together, type Grey } from '../annotate/relocate';
import { API } from '../api/client';
import type { Comment, CopyComments, Kind, Marker } from '../api/types';

type Version = { readonly id: string; readonly sha256: string; readonly kind: Kind };
type Copied = CopyComments['comments'][number];

/** The longer side of the small pictures that are compared, and how much of the whole is looked at around a point. */
const WIDEST = 120;
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
    const before = await grey(from, null);
    const after = await grey(to.id, before);
    return (comment) => placed(comment, to, (anchor) => placeShape(anchor, before, after, AROUND));
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

/** The display copy of a picture, small and grey; both versions in the size of the first. */
async function grey(version: string, like: Grey | null): Promise<Grey> {
  const image = new Image();
  image.src = `${API}/versions/${version}/display`;
  await image.decode();
  const scale = WIDEST / Math.max(image.naturalWidth, image.naturalHeight);
  const width = like?.width ?? Math.max(1, Math.round(image.naturalWidth * scale));
  const height = like?.height ?? Math.max(1, Math.round(image.naturalHeight * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const values = Array.from({ length: width * height }, (_, at) => 0.3 * (data[4 * at] ?? 0) + 0.59 * (data[4 * at + 1] ?? 0) + 0.11 * (data[4 * at + 2] ?? 0));
  return { width, height, values };
}
