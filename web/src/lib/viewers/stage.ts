// What a stage is given and can be told, the same for every kind of file.

import type { Anchor } from '../annotate/anchor';
import type { Gesture, GestureEvent, Tool } from '../annotate/gesture';
import type { IconName } from '../ui/Icon';

/** A numbered marker of a thread on the version that is shown. */
export type StageMarker = {
  readonly id: string;
  /** Number in the marker; null for a comment that has none yet. */
  readonly number: number | null;
  readonly anchors: readonly Anchor[];
  readonly team: boolean;
  readonly resolved: boolean;
  /** For screen readers: who wrote it. */
  readonly label: string;
};

/** What a stage can be told from outside. */
export type StageCommands = {
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  /** Puts the keyboard's cross in the middle of what is seen, or marks the selected text. */
  readonly aim: (tool: 'point' | 'region' | 'arrow') => void;
  /** Asks for a page number; null in a file without pages. */
  readonly askPage: (() => void) | null;
  /** Finds words; null in a file without text. */
  readonly find: (() => void) | null;
};

export type InkState = { readonly drawn: boolean; readonly canUndo: boolean; readonly canRedo: boolean };
export type InkStep = 'undo' | 'redo' | 'done';

export type StageProps = {
  readonly version: string;
  readonly fileName: string;
  readonly versionNumber: number;
  readonly markers: readonly StageMarker[];
  /** The marker of the comment being written. */
  readonly draft: StageMarker | null;
  readonly selected: string | null;
  readonly tool: Tool;
  readonly gesture: Gesture;
  readonly gesturePage: number | null;
  readonly mayMark: boolean;
  /** The drawing being made: whether there is one, and what can be taken back. */
  readonly ink: InkState;
  /** Pixels of the stage's lower edge that lie under a sheet. */
  readonly covered: number;
  /** Pixels of the stage's upper edge that lie under a note. */
  readonly noted: number;
  readonly onTool: (tool: Tool) => void;
  /** `aspect` is the page's width by its height. */
  readonly onGesture: (event: GestureEvent, page: number | null, aspect?: number) => void;
  readonly onInk: (step: InkStep) => void;
  readonly onMarked: (anchors: readonly Anchor[]) => void;
  readonly onSelect: (comment: string | null) => void;
  /** Hands the stage's commands out while it is mounted. */
  readonly onCommands: (commands: StageCommands | null) => void;
};

export type ToolChoice = { readonly tool: Tool; readonly label: string; readonly icon: IconName; readonly shortcut?: string };

const MARKING: readonly ToolChoice[] = [
  { tool: 'point', label: 'Point', icon: 'pin', shortcut: 'C' },
  { tool: 'region', label: 'Rectangle', icon: 'rect' },
  { tool: 'arrow', label: 'Arrow', icon: 'arrow' },
  { tool: 'draw', label: 'Draw', icon: 'draw', shortcut: 'D' },
];
const PAN: ToolChoice = { tool: 'pan', label: 'Pan', icon: 'hand' };

export function imageTools(mayMark: boolean): readonly ToolChoice[] {
  return [{ tool: 'select', label: 'Select', icon: 'cursor' }, PAN, ...(mayMark ? MARKING : [])];
}

export function pageTools(mayMark: boolean): readonly ToolChoice[] {
  return [{ tool: 'select', label: 'Select text', icon: 'cursor' }, ...(mayMark ? MARKING : [])];
}
