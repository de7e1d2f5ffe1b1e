// Addresses of one comment: plain ones for whoever has access, and ones that go through the group's review link,
// which opens no more than the link itself does.

const ID = /^[a-z]{3}_[0-9a-f]{32}$/;

/** The search part of an address that leads to a comment; anything else in it is dropped. */
export function commentIn(search: Record<string, unknown>): { comment?: string } {
  return isId(search['comment']) ? { comment: search['comment'] } : {};
}

/** What a review link leads on to. */
export function placeIn(search: Record<string, unknown>): { review?: string; comment?: string } {
  return { ...(isId(search['review']) && { review: search['review'] }), ...commentIn(search) };
}

export function commentAddress(origin: string, review: string, comment: string): string {
  return `${origin}/review/${review}?comment=${comment}`;
}

/** `/r/ID#SECRET` with the place in front of the secret, which never reaches a server's log. */
export function throughReviewLink(link: string, review: string, comment: string): string {
  const [before = '', secret = ''] = link.split('#', 2);
  return `${before}?review=${review}&comment=${comment}#${secret}`;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}
