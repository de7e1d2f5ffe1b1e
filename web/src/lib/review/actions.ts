// Every action of the review screen as data: the keyboard, the help page, menus and tool bars read it.
// An action says by itself whether it can run now.

import type { Ability, Comment, ReviewPage } from '../api/types';
import type { IconName } from '../ui/Icon';
import { openCommandMenu } from '../command/command';
import type { StageCommands } from '../viewers/stage';
import type { Chord } from './keyboard';
import { hasDrawing, type ReviewEvent, type ReviewState } from './review-state';
import { isOpen, neighbour, type Thread } from './threads';

export type ActionContext = {
  readonly state: ReviewState;
  readonly page: ReviewPage;
  /** The threads shown, in order. */
  readonly threads: readonly Thread[];
  readonly stage: StageCommands | null;
  readonly tell: (event: ReviewEvent) => void;
  readonly goTo: (review: string) => void;
  readonly select: (comment: string) => void;
  readonly settle: (thread: Thread) => void;
  readonly like: (comment: Comment) => void;
  readonly send: () => void;
  readonly openVersions: () => void;
  readonly openHelp: () => void;
};

export type ActionGroup = 'Comments' | 'File' | 'View' | 'Decision' | 'General';

export type Action = {
  readonly id: string;
  readonly title: string;
  readonly group: ActionGroup;
  readonly icon?: IconName;
  readonly keys: readonly Chord[];
  /** Also while the person is typing. */
  readonly whileTyping?: true;
  readonly enabled: (context: ActionContext) => boolean;
  readonly run: (context: ActionContext) => void;
};

const may = (context: ActionContext, ability: Ability) => context.page.abilities.includes(ability);
const selectedThread = (context: ActionContext) => context.threads.find((thread) => thread.root.comment.id === context.state.selected);
const always = () => true;
const drawing = ({ tool }: ReviewState) => tool === 'draw' || tool === 'erase';
const onStage = (context: ActionContext) => context.stage !== null;

function step(direction: 1 | -1) {
  return (context: ActionContext) => {
    const next = neighbour(context.threads, context.state.selected, direction);
    if (next !== null) context.select(next);
  };
}

export const actions: readonly Action[] = [
  {
    id: 'comment',
    title: 'Comment: arrow keys move the marker, Enter sets it',
    group: 'Comments',
    icon: 'pin',
    keys: [{ key: 'c' }],
    enabled: (context) => may(context, 'comment'),
    run: ({ stage, state, tell }) => (drawing(state) && hasDrawing(state) ? tell({ type: 'drawn' }) : stage ? stage.aim(state.tool === 'region' || state.tool === 'arrow' ? state.tool : 'point') : tell({ type: 'answer', thread: null })),
  },
  {
    id: 'draw',
    title: 'Draw',
    group: 'Comments',
    icon: 'draw',
    keys: [{ key: 'd' }],
    enabled: (context) => may(context, 'comment') && onStage(context),
    run: ({ tell }) => tell({ type: 'tool', tool: 'draw' }),
  },
  { id: 'undo-stroke', title: 'Undo a stroke', group: 'Comments', icon: 'undo', keys: [{ key: 'z', mod: true }], enabled: ({ state }) => drawing(state) && state.inkHistory.past.length > 0, run: ({ tell }) => tell({ type: 'ink', step: 'undo' }) },
  { id: 'redo-stroke', title: 'Redo a stroke', group: 'Comments', icon: 'redo', keys: [{ key: 'z', mod: true, shift: true }, { key: 'y', mod: true }], enabled: ({ state }) => drawing(state) && state.inkHistory.future.length > 0, run: ({ tell }) => tell({ type: 'ink', step: 'redo' }) },
  {
    id: 'reply',
    title: 'Reply to the selected comment',
    group: 'Comments',
    icon: 'reply',
    keys: [{ key: 'r' }],
    enabled: (context) => selectedThread(context)?.root.comment.abilities.includes('reply') ?? false,
    run: ({ tell, state }) => tell({ type: 'answer', thread: state.selected }),
  },
  {
    id: 'resolve',
    title: 'Resolve or reopen the selected comment',
    group: 'Comments',
    icon: 'check',
    keys: [{ key: 'e' }],
    enabled: (context) => selectedThread(context)?.root.comment.abilities.includes('resolve') ?? false,
    run: (context) => {
      const thread = selectedThread(context);
      if (thread) context.settle(thread);
    },
  },
  { id: 'next-comment', title: 'Next comment', group: 'Comments', keys: [{ key: 'n' }], enabled: ({ threads }) => threads.length > 0, run: step(1) },
  { id: 'previous-comment', title: 'Previous comment', group: 'Comments', keys: [{ key: 'p' }], enabled: ({ threads }) => threads.length > 0, run: step(-1) },
  {
    id: 'like',
    title: 'Like the selected comment',
    group: 'Comments',
    icon: 'like',
    keys: [{ key: 'y' }],
    enabled: (context) => selectedThread(context)?.root.comment.abilities.includes('like') ?? false,
    run: (context) => {
      const thread = selectedThread(context);
      if (thread) context.like(thread.root.comment);
    },
  },
  { id: 'search', title: 'Search comments', group: 'Comments', icon: 'search', keys: [{ key: '/' }], enabled: always, run: ({ tell }) => tell({ type: 'look' }) },
  { id: 'send', title: 'Send', group: 'Comments', icon: 'send', keys: [{ key: 'Enter', mod: true }], enabled: (context) => may(context, 'comment') && context.state.panel === 'comments', run: ({ send }) => send() },
  {
    id: 'previous-file',
    title: 'Previous file',
    group: 'File',
    icon: 'left',
    keys: [{ key: '[' }],
    enabled: ({ page }) => page.siblings.previous !== null,
    run: ({ page, goTo }) => page.siblings.previous !== null && goTo(page.siblings.previous),
  },
  {
    id: 'next-file',
    title: 'Next file',
    group: 'File',
    icon: 'right',
    keys: [{ key: ']' }],
    enabled: ({ page }) => page.siblings.next !== null,
    run: ({ page, goTo }) => page.siblings.next !== null && goTo(page.siblings.next),
  },
  { id: 'versions', title: 'Versions', group: 'File', keys: [{ key: 'v' }], enabled: ({ page }) => page.versions.length > 0, run: ({ openVersions }) => openVersions() },
  { id: 'zoom-in', title: 'Zoom in', group: 'View', icon: 'plus', keys: [{ key: '+' }, { key: '=' }], enabled: onStage, run: ({ stage }) => stage?.zoomIn() },
  { id: 'zoom-out', title: 'Zoom out', group: 'View', icon: 'minus', keys: [{ key: '-' }], enabled: onStage, run: ({ stage }) => stage?.zoomOut() },
  { id: 'fit', title: 'Fit', group: 'View', icon: 'fit', keys: [{ key: '0' }], enabled: onStage, run: ({ stage }) => stage?.fit() },
  { id: 'page', title: 'Go to page', group: 'View', keys: [{ key: 'g' }], enabled: ({ stage }) => stage !== null && stage.askPage !== null, run: ({ stage }) => stage?.askPage?.() },
  { id: 'find', title: 'Find in the document', group: 'View', icon: 'search', keys: [{ key: 'f', mod: true }], whileTyping: true, enabled: ({ stage }) => stage !== null && stage.find !== null, run: ({ stage }) => stage?.find?.() },
  { id: 'decide', title: 'Open the decision panel', group: 'Decision', keys: [{ key: 'a', shift: true }], enabled: always, run: ({ tell, state }) => tell({ type: 'panel', panel: state.panel === 'decision' ? 'comments' : 'decision' }) },
  { id: 'escape', title: 'Leave the tool, close the panel, clear the selection', group: 'General', keys: [{ key: 'Escape' }], enabled: always, run: ({ tell }) => tell({ type: 'escape' }) },
  { id: 'menu', title: 'Search and do', group: 'General', icon: 'search', keys: [{ key: 'k', mod: true }], whileTyping: true, enabled: always, run: openCommandMenu },
  { id: 'help', title: 'Keys', group: 'General', icon: 'info', keys: [{ key: '?' }], enabled: always, run: ({ openHelp }) => openHelp() },
];

/** "3 open comments", for the button that opens the list. */
export function commentsLabel(threads: readonly Thread[]): string {
  const open = threads.filter(isOpen).length;
  if (open === 0) return 'Comments';
  return open === 1 ? '1 open comment' : `${open} open comments`;
}
