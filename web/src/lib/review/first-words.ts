// What an empty list of comments says: how to begin, in the words of what the person holds.

import type { Tool } from '../annotate/gesture';

interface Situation {
  /** Whether the person may comment. */
  readonly mayComment: boolean;
  /** Whether markers can be set on the file. */
  readonly markable: boolean;
  /** What the next touch of the file does. */
  readonly tool: Tool;
  /** Whether they point with a finger. */
  readonly finger: boolean;
}

export function firstWords({ mayComment, markable, tool, finger }: Situation): string {
  if (!mayComment) return 'No comments yet.';
  if (!markable) return 'No comments yet. Write the first one below.';
  return `No comments yet. ${how(tool, finger)} to set a marker, or write below.`;
}

function how(tool: Tool, finger: boolean): string {
  if (tool === 'select' || tool === 'pan') return 'Choose Point';
  if (tool === 'point') return `${finger ? 'Tap' : 'Click'} the file`;
  return 'Draw on the file';
}
