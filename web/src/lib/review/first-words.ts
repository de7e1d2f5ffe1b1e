// What an empty list of comments says: how to begin, in the words of what the person holds.

interface Situation {
  /** Whether the person may comment. */
  readonly mayComment: boolean;
  /** Whether markers can be set on the file. */
  readonly markable: boolean;
  /** Whether the next touch of the file sets one. */
  readonly pointing: boolean;
  /** Whether they point with a finger. */
  readonly finger: boolean;
}

export function firstWords({ mayComment, markable, pointing, finger }: Situation): string {
  if (!mayComment) return 'No comments yet.';
  if (!markable) return 'No comments yet. Write the first one below.';
  const how = pointing ? `${finger ? 'Tap' : 'Click'} the file` : 'Choose Point';
  return `No comments yet. ${how} to set a marker, or write below.`;
}
