/** Beside the drawing tool: take strokes back, rub them out, and go on to the words. */
import { Toolbar } from 'react-aria-components/Toolbar';
import { Button, IconButton } from '../ui/Button';
import type { StageProps } from './stage';

export function InkBar({ tool, ink, onTool, onInk }: Pick<StageProps, 'tool' | 'ink' | 'onTool' | 'onInk'>) {
  if (tool !== 'draw' && tool !== 'erase') return null;
  const nothing = ink.drawn ? undefined : 'Draw something first';
  return (
    <Toolbar className="vw-inkbar" aria-label="Drawing">
      <IconButton icon="undo" label="Undo" shortcut="Ctrl Z" off={ink.canUndo ? undefined : 'Nothing to undo'} onPress={() => onInk('undo')} />
      <IconButton icon="redo" label="Redo" shortcut="Ctrl Shift Z" off={ink.canRedo ? undefined : 'Nothing to redo'} onPress={() => onInk('redo')} />
      <IconButton icon="eraser" label="Rub out strokes" on={tool === 'erase'} off={tool === 'erase' ? undefined : nothing} onPress={() => onTool(tool === 'erase' ? 'draw' : 'erase')} />
      <Button size="small" variant={ink.drawn ? 'primary' : 'plain'} off={nothing} onPress={() => onInk('done')}>
        Write the comment
      </Button>
    </Toolbar>
  );
}
