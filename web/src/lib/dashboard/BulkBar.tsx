/** Bottom left while at least one row is selected; the first action is the likely one. */
import type { Ability, DashboardFile, Group, Section } from '../api/types';
import { Button, IconButton } from '../ui/Button';
import { Menu } from '../ui/Menu';
import type { Asking } from './DashboardPage';
import type { DashboardActions } from './useDashboard';

type Props = {
  files: DashboardFile[];
  sections: Section[];
  groups: Group[];
  can: (ability: Ability) => boolean;
  actions: DashboardActions;
  ask: (asking: Asking) => void;
  onClear: () => void;
};

export function BulkBar({ files, sections, groups, can, actions, ask, onClear }: Props) {
  const ids = files.map((file) => file.id);
  const reviews = files.flatMap((file) => file.cells.flatMap((cell) => (cell.review ? [cell.review.id] : [])));
  const remove = () => {
    onClear();
    void actions.deleteFiles(ids);
  };
  return (
    <div className="bulk" role="toolbar" aria-label={`${files.length} selected`}>
      <span className="n" role="status">
        {files.length} selected
      </span>
      {can('start_review') && (
        <>
          <Button variant="primary" icon="play" onPress={() => ask({ is: 'start', files: ids })} off={groups.length === 0 ? 'Add a reviewer group first.' : undefined}>
            Start review
          </Button>
          <Button icon="cal" onPress={() => ask({ is: 'due', reviews, due: null })} off={reviews.length === 0 ? 'None of these files is in review yet.' : undefined}>
            Due date
          </Button>
        </>
      )}
      {can('rename') && sections.length > 1 && (
        <Menu
          label="Move to section"
          placement="top start"
          groups={[{ title: 'Move to', actions: sections.map((section) => ({ id: section.id, label: section.name, icon: 'move', run: () => void actions.moveFiles(ids, section.id).then(onClear) })) }]}
        >
          <Button icon="move">Move</Button>
        </Menu>
      )}
      {can('delete') && (
        <Button variant="danger" icon="trash" onPress={remove}>
          Delete
        </Button>
      )}
      <span className="vr" />
      <IconButton icon="x" label="Clear selection" shortcut="Esc" onPress={onClear} />
    </div>
  );
}
