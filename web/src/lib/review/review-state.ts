// What the review screen shows and edits, as one pure reducer. Server data is not in here.

import type { Anchor, Shape } from '../annotate/anchor';
import { addStroke, isDrawing, NO_HISTORY, redo, rub, undo, type Ink, type InkHistory } from '../annotate/ink';
import { IDLE, step, type Gesture, type GestureEvent, type Tool } from '../annotate/gesture';
import type { SheetStop as OpenStop } from '../ui/Sheet';
import type { Mention } from './body';
import type { Attachment } from '../api/types';
import { EVERYTHING, type Narrow } from './comment-filter';
import { editedIn, editKey, EMPTY_DRAFT, type Draft, type Drafts, type Kept } from './drafts';
import { unsent, type UnsentEvent, type UnsentComment } from './unsent';
import type { Filter } from './threads';

export type Panel = 'comments' | 'decision';
export type SheetStop = OpenStop | 'closed';

export type ReviewState = {
  readonly tool: Tool;
  /** The tool that Esc returns to. */
  readonly rest: Tool;
  readonly gesture: Gesture;
  /** Page the gesture happens on; null in a file without pages. */
  readonly gesturePage: number | null;
  /** Strokes that can be taken back or brought back. */
  readonly inkHistory: InkHistory;
  readonly selected: string | null;
  readonly filter: Filter;
  readonly narrow: Narrow;
  /** Words looked for in the comments; null while nobody is searching. */
  readonly search: string | null;
  readonly panel: Panel;
  /** Whether the rail is open where it lies over the stage. */
  readonly railOpen: boolean;
  readonly sheet: SheetStop;
  /** What the composer writes: `new`, or the id of the thread it answers. */
  readonly target: string;
  readonly drafts: Drafts;
  /** Whether files for a comment are on their way. */
  readonly attaching: boolean;
  /** The comment whose text is being changed. */
  readonly editing: string | null;
  readonly unsent: readonly UnsentComment[];
  /** The sentence that goes with a decision. */
  readonly sentence: string;
  /** Counts requests to move the focus into the composer. */
  readonly composerCalls: number;
};

export type ReviewEvent =
  | { readonly type: 'tool'; readonly tool: Tool }
  /** `aspect` is the page's width by its height, for tools whose reach is a circle. */
  | { readonly type: 'gesture'; readonly event: GestureEvent; readonly page: number | null; readonly aspect?: number }
  | { readonly type: 'ink'; readonly step: 'undo' | 'redo' }
  /** The drawing is finished: its comment can be written. */
  | { readonly type: 'drawn' }
  | { readonly type: 'marked'; readonly anchors: readonly Anchor[] }
  | { readonly type: 'unmarked' }
  | { readonly type: 'selected'; readonly comment: string | null; readonly open: boolean }
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'narrow'; readonly part: Partial<Narrow> }
  | { readonly type: 'search'; readonly words: string | null }
  | { readonly type: 'look' }
  | { readonly type: 'panel'; readonly panel: Panel }
  | { readonly type: 'rail'; readonly open: boolean }
  | { readonly type: 'sheet'; readonly stop: SheetStop }
  | { readonly type: 'answer'; readonly thread: string | null }
  /**
   * What was written as an answer becomes a comment of its own; the team's alone for whoever may write such ones, since
   * what was answered may have been the team's and nobody can look it up any more.
   */
  | { readonly type: 'freed'; readonly teamOnly: boolean }
  | { readonly type: 'typed'; readonly text: string; readonly mentions: readonly Mention[] }
  | { readonly type: 'team-only'; readonly on: boolean }
  | { readonly type: 'attaching'; readonly on: boolean }
  | { readonly type: 'attached'; readonly target: string; readonly files: readonly Attachment[] }
  | { readonly type: 'detached'; readonly file: string }
  | { readonly type: 'sent'; readonly target: string }
  /** Opens a comment for changes; null gives the changes up. */
  | { readonly type: 'edit'; readonly comment: string | null }
  | { readonly type: 'rewritten'; readonly comment: string; readonly text: string; readonly mentions: readonly Mention[] }
  /** What became of new words that were saved. */
  | { readonly type: 'edited'; readonly comment: string; readonly step: 'sent' | 'accepted' | 'refused' }
  | { readonly type: 'sentence'; readonly text: string }
  | { readonly type: 'unsent'; readonly event: UnsentEvent }
  | { readonly type: 'escape' };

export const NEW = 'new';

/** Why a comment cannot be sent as it is. */
export const ANSWERED_GONE = 'The comment that you are answering was deleted.';
export const FILES_COMING = 'The files are on their way';

/** Pictures start with the point tool, so that the first click comments; pages with text selection. */
export function startState(kept: Kept, tool: Tool): ReviewState {
  return {
    tool,
    rest: tool,
    gesture: IDLE,
    gesturePage: null,
    inkHistory: NO_HISTORY,
    selected: null,
    filter: 'open',
    narrow: EVERYTHING,
    search: null,
    panel: 'comments',
    railOpen: false,
    sheet: 'closed',
    target: NEW,
    drafts: kept.drafts,
    attaching: false,
    editing: editedIn(kept.drafts),
    unsent: kept.unsent,
    sentence: kept.sentence,
    composerCalls: 0,
  };
}

export function draftOf(state: ReviewState, target = state.target): Draft {
  return state.drafts[target] ?? EMPTY_DRAFT;
}

export function reduceReview(state: ReviewState, event: ReviewEvent): ReviewState {
  switch (event.type) {
    case 'tool':
      return { ...state, tool: event.tool, gesture: IDLE };
    case 'gesture':
      return gestured(state, event);
    case 'ink':
      return inked(state, (event.step === 'undo' ? undo : redo)(inkOf(state)));
    case 'drawn':
      return { ...call({ ...state, tool: state.rest, target: NEW }) };
    case 'marked':
      return marked(state, event.anchors);
    case 'unmarked':
      return { ...editDraft(state, { anchors: [] }), inkHistory: NO_HISTORY };
    case 'selected':
      return { ...state, selected: event.comment, ...(event.open ? opened(state) : {}) };
    case 'filter':
      return { ...state, filter: event.filter };
    case 'narrow':
      return { ...state, narrow: { ...state.narrow, ...event.part } };
    case 'search':
      return { ...state, search: event.words };
    case 'look':
      return { ...state, ...opened(state), search: state.search ?? '' };
    case 'panel':
      return { ...state, panel: event.panel, railOpen: true, sheet: event.panel === 'decision' ? 'full' : 'half', gesture: IDLE };
    case 'rail':
      return { ...state, railOpen: event.open };
    case 'sheet':
      return { ...state, sheet: event.stop };
    case 'answer':
      return { ...call(state), target: event.thread ?? NEW, selected: event.thread ?? state.selected };
    case 'freed':
      return freed(state, event.teamOnly);
    case 'typed':
      return editDraft(state, { text: event.text, mentions: event.mentions });
    case 'team-only':
      return editDraft(state, { teamOnly: event.on });
    case 'attaching':
      return { ...state, attaching: event.on };
    case 'attached':
      return editDraft(state, { attachments: [...draftOf(state, event.target).attachments, ...event.files] }, event.target);
    case 'detached':
      return editDraft(state, { attachments: draftOf(state).attachments.filter((file) => file.id !== event.file) });
    case 'sent':
      return sent(state, event.target);
    case 'edit':
      return event.comment === null && state.editing !== null ? { ...withoutDraft(state, editKey(state.editing)), editing: null } : { ...state, editing: event.comment };
    case 'rewritten':
      return editDraft(state, { text: event.text, mentions: event.mentions }, editKey(event.comment));
    case 'edited':
      return edited(state, event);
    case 'sentence':
      return { ...state, sentence: event.text };
    case 'unsent':
      return posted(state, event.event);
    case 'escape':
      return escaped(state);
  }
}

/** The rubber's radius in page widths. */
const RUBBER = 0.012;

function gestured(state: ReviewState, { event, page, aspect = 1 }: Extract<ReviewEvent, { type: 'gesture' }>): ReviewState {
  const { gesture, shape } = step(state.gesture, event, state.tool);
  const moved = { ...state, gesture, gesturePage: page };
  if (gesture.phase === 'rub') return inked(moved, rub(inkOf(state), page, gesture.at, RUBBER, aspect));
  if (shape?.kind === 'path' && state.tool === 'draw') return stroked(moved, anchorOf(shape, page));
  // A tap inside a drawing is a dot, not the end of it.
  if (shape?.kind === 'point' && state.tool === 'draw' && hasDrawing(state)) return stroked(moved, anchorOf({ kind: 'path', points: [shape.at, shape.at] }, page));
  // A stray tap beside a finished drawing, which could not be brought back, does not replace it.
  const fresh = { ...moved, target: NEW, selected: null };
  if (shape?.kind === 'point' && hasDrawing(fresh)) return call(fresh);
  return shape ? marked(moved, [anchorOf(shape, page)]) : moved;
}

/** A stroke joins the drawing, and the hand may go on: the composer is called when the drawing is done. */
function stroked(state: ReviewState, stroke: Anchor): ReviewState {
  const fresh = { ...state, target: NEW, selected: null };
  const ink = addStroke(inkOf(fresh), stroke);
  return ink ? inked(fresh, ink) : fresh;
}

function inkOf(state: ReviewState): Ink {
  return { anchors: draftOf(state).anchors, history: state.inkHistory };
}

function inked(state: ReviewState, ink: Ink): ReviewState {
  return editDraft({ ...state, inkHistory: ink.history }, { anchors: ink.anchors });
}

/** Whether the draft's marker is a drawing, which has tools of its own. */
export function hasDrawing(state: ReviewState): boolean {
  const { anchors } = draftOf(state);
  return isDrawing(anchors, anchors[0]?.page ?? null);
}

function anchorOf(shape: Shape, page: number | null): Anchor {
  return { page, shape, text: null };
}

/** A finished marker belongs to a fresh comment: the composer is called, nothing typed is lost. */
function marked(state: ReviewState, anchors: readonly Anchor[]): ReviewState {
  const fresh = { ...state, target: NEW, selected: null, gesture: IDLE, inkHistory: NO_HISTORY };
  return editDraft(call(fresh), { anchors });
}

function call(state: ReviewState): ReviewState {
  return { ...state, ...opened(state), composerCalls: state.composerCalls + 1 };
}

function opened(state: ReviewState): Pick<ReviewState, 'panel' | 'railOpen' | 'sheet'> {
  return { panel: 'comments', railOpen: true, sheet: state.sheet === 'full' ? 'full' : 'half' };
}

function editDraft(state: ReviewState, part: Partial<Draft>, target = state.target): ReviewState {
  return { ...state, drafts: { ...state.drafts, [target]: { ...draftOf(state, target), ...part } } };
}

function withoutDraft(state: ReviewState, target: string): ReviewState {
  const { [target]: _, ...rest } = state.drafts;
  return { ...state, drafts: rest };
}

/** The words join those of the comment that is begun already. Who reads them is in sight there, and can be chosen. */
function freed(state: ReviewState, teamOnly: boolean): ReviewState {
  const answer = draftOf(state);
  const begun = draftOf(state, NEW);
  const joined: Partial<Draft> = {
    text: [begun.text, answer.text].filter((text) => text.trim() !== '').join('\n'),
    mentions: [...begun.mentions, ...answer.mentions],
    attachments: [...begun.attachments, ...answer.attachments],
    teamOnly: begun.teamOnly || answer.teamOnly || teamOnly,
  };
  return call(editDraft({ ...withoutDraft(state, state.target), target: NEW }, joined));
}

/** The box closes when its words are sent, but they are kept until the server has them; refused, they are in sight again. */
function edited(state: ReviewState, { comment, step: now }: Extract<ReviewEvent, { type: 'edited' }>): ReviewState {
  const open = state.editing === comment;
  switch (now) {
    case 'sent':
      return open ? { ...state, editing: null } : state;
    case 'accepted':
      // Opened anew meanwhile, the box may hold newer words.
      return open ? state : withoutDraft(state, editKey(comment));
    case 'refused':
      return { ...state, editing: state.editing ?? comment };
  }
}

function sent(state: ReviewState, target: string): ReviewState {
  return { ...withoutDraft(state, target), target: NEW, inkHistory: NO_HISTORY, tool: state.tool === 'erase' ? state.rest : state.tool };
}

/** A comment that waits for a name brings the question up, whole. */
function posted(state: ReviewState, event: UnsentEvent): ReviewState {
  const asks = event.type === 'waits' || (event.type === 'written' && event.wait);
  return { ...state, unsent: unsent(state.unsent, event), ...(asks ? { sheet: 'full' as const } : {}) };
}

/** Leaves the tool, then the panel, then the selection. Typed words are never thrown away. */
function escaped(state: ReviewState): ReviewState {
  if (state.gesture.phase !== 'idle') return { ...state, gesture: IDLE };
  if (state.editing !== null) return { ...state, editing: null };
  // A drawing is kept when its tool is left; the next Esc takes it away.
  if (state.tool === 'draw' || state.tool === 'erase') return { ...state, tool: state.rest };
  if (draftOf(state).anchors.length > 0 && draftOf(state).text === '') return editDraft(state, { anchors: [] });
  if (state.tool !== state.rest) return { ...state, tool: state.rest };
  if (state.panel === 'decision') return { ...state, panel: 'comments', sheet: 'closed' };
  if (state.search !== null) return { ...state, search: null };
  if (state.target !== NEW) return { ...state, target: NEW };
  if (state.selected !== null) return { ...state, selected: null };
  return { ...state, railOpen: false, sheet: 'closed' };
}
