/** Opening a review begins with its address, while the script of the page is still on its way: link, review, picture. */
import { askAhead } from '../api/ahead';
import { post } from '../api/client';
import { forgetFragment, fragmentSecret } from '../page/fragment';
import { warmPicture } from '../viewers/image/warm-picture';
import { placeIn } from './deep-link';

const ask = (link: string, secret: string) => post(`/review-links/${link}/open`, { secret });

type Answer = ReturnType<typeof ask>;
type Begun = { readonly link: string; readonly secret: string; readonly answer: Answer; readonly place: ReturnType<typeof placeIn> };

let begun: Begun | undefined;

/** Asks for what the address leads to. */
export function beginOpening({ pathname, search }: Pick<Location, 'pathname' | 'search'>): void {
  const [, kind = '', id = ''] = /^\/(r|review)\/([^/]+)\/?$/.exec(pathname) ?? [];
  if (kind === 'review') void beginReview(id);
  const secret = fragmentSecret();
  if (kind !== 'r' || !secret) return;
  const answer = ask(id, secret);
  const place = placeIn(Object.fromEntries(new URLSearchParams(search)));
  begun = { link: id, secret, answer, place };
  answer.then(
    (opened) => opened.review !== null && void beginReview(place.review ?? opened.review),
    // The page of the link takes the answer and says so.
    () => undefined,
  );
}

async function beginReview(review: string): Promise<void> {
  try {
    warmPicture(await askAhead(review));
  } catch {
    // The page of the review takes the answer and says so.
  }
}

/** The answer that was begun, once; else a new one. */
export function opening(link: string, secret: string): Answer {
  const under = begun;
  begun = undefined;
  return under?.link === link && under.secret === secret ? under.answer : ask(link, secret);
}

/** The review that the address has led to; null where the page of the link has something to ask or to say. */
export async function arrival(): Promise<string | null> {
  if (!begun) return null;
  const { answer, place } = begun;
  const opened = await answer.catch(() => null);
  if (!opened?.review) return null;
  begun = undefined;
  forgetFragment();
  return placeAfter(opened.review, place);
}

/** The link decides what may be seen; the place only says where to look, and another review is not opened by it. */
function placeAfter(review: string, place: ReturnType<typeof placeIn>): string {
  return `/review/${place.review ?? review}${place.comment ? `?comment=${place.comment}` : ''}`;
}
