/** The floating tool bar of a stage, one tab stop with arrow keys inside: tools, zoom and the grey around the file. On phones only what a thumb needs. */
import { Toolbar } from 'react-aria-components/Toolbar';
import type { Tool } from '../annotate/gesture';
import { IconButton } from '../ui/Button';
import type { ToolChoice } from './stage';
import { nextSurround, surroundWords, useSurround } from './surround';

type Props = {
  readonly tools: readonly ToolChoice[];
  readonly tool: Tool;
  readonly onTool: (tool: Tool) => void;
  readonly percent: number;
  readonly onZoomIn: () => void;
  readonly onZoomOut: () => void;
  /** What the fit button does next. */
  readonly fitLabel?: string;
  readonly onFit: () => void;
  /** Opens the find bar, in documents. */
  readonly onFind?: () => void;
};

export function StageTools({ tools, tool, onTool, percent, onZoomIn, onZoomOut, fitLabel = 'Fit', onFit, onFind }: Props) {
  const [surround, setSurround] = useSurround();
  return (
    <Toolbar className="vw-tools" aria-label="Tools">
      {tools.map((choice) => (
        <IconButton
          key={choice.tool}
          icon={choice.icon}
          label={choice.label}
          shortcut={choice.shortcut}
          on={choice.tool === tool}
          className={`vw-tool-${choice.tool}`}
          onPress={() => onTool(choice.tool)}
        />
      ))}
      <span className="vw-vr" />
      <IconButton icon="minus" label="Zoom out" shortcut="−" className="vw-wide" onPress={onZoomOut} />
      <span className="vw-num vw-wide">
        <span className="sr">Zoom </span>
        {percent} %
      </span>
      <IconButton icon="plus" label="Zoom in" shortcut="+" className="vw-wide" onPress={onZoomIn} />
      <IconButton icon="fit" label={fitLabel} shortcut="0" onPress={onFit} />
      {onFind && <IconButton icon="search" label="Find in the document" shortcut="Ctrl F" onPress={onFind} />}
      <span className="vw-vr" />
      <IconButton icon="sun" label={`Surround: ${surroundWords[surround]}`} className="vw-wide" onPress={() => setSurround(nextSurround(surround))} />
    </Toolbar>
  );
}
