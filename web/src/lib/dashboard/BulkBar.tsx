/** Bottom left while at least one row is selected; the first action is the likely one. */
import { Toolbar } from 'react-aria-components/Toolbar';
import type { Ability, DashboardFile, Group, Section } from '../api/types';
import { count } from '../format/size';
import { Button, IconButton } from '../ui/Button';
import { Menu } from '../ui/Menu';
import type { Asking } from './DashboardPage';
import { downloadArchive, MOST_FILES } from './download';
import type { DashboardActions } from './useDashboard';

type Props = {
  project: string;
  files: DashboardFile[];
  /** How many files the project has. */
  total: number;
  /** More of a selected whole is still on its way. */
  loading: boolean;
  sections: Section[];
  groups: Group[];
  can: (ability: Ability) => boolean;
  actions: DashboardActions;
  ask: (asking: Asking) => void;
  onClear: () => void;
};

export function BulkBar({ project, files, total, loading, sections, groups, can, actions, ask, onClear }: Props) {
  const ids = files.map((file) => file.id);
  const reviews = files.flatMap((file) => file.cells.flatMap((cell) => (cell.review ? [cell.review.id] : [])));
  const remove = () => {
    onClear();
    void actions.deleteFiles(ids);
  };
  const download = () => void downloadArchive(project, count(ids.length, 'file', 'files'), ids.length === total ? {} : { files: ids });
  const whole = ids.length === total;
  const wait = loading ? 'The rest of the files is still being loaded.' : undefined;
  return (
    <Toolbar className="bulk" aria-label={`${files.length} selected`}>
      <span className="n" role="status">
        {files.length} selected
      </span>
      {can('start_review') && (
        <>
          <Button variant="primary" icon="play" onPress={() => ask({ is: 'start', files: ids })} off={wait ?? (groups.length === 0 ? 'Add a reviewer group first.' : undefined)}>
            Start review
          </Button>
          <Button icon="cal" onPress={() => ask({ is: 'due', reviews, due: null })} off={wait ?? (reviews.length === 0 ? 'None of these files is in review yet.' : undefined)}>
            Due date
          </Button>
        </>
      )}
      {can('rename') && (
        <Menu
          label="Move"
          placement="top start"
          groups={[
            ...(sections.length > 1
              ? [{ title: 'Move to section', actions: sections.map((section) => ({ id: section.id, label: section.name, icon: 'move' as const, run: () => void actions.moveFiles(ids, section.id).then(onClear) })) }]
              : []),
            { actions: [{ id: 'project', label: 'Another project …', icon: 'folder', run: () => ask({ is: 'move', files: ids }) }] },
          ]}
        >
          <Button icon="move" off={wait}>
            Move
          </Button>
        </Menu>
      )}
      <Button icon="download" onPress={download} off={wait ?? (!whole && ids.length > MOST_FILES ? `Choose at most ${MOST_FILES} files, or take the whole project from its menu.` : undefined)}>
        Download
      </Button>
      {can('delete_files') && (
        <Button variant="danger" icon="trash" onPress={remove} off={wait}>
          Delete
        </Button>
      )}
      <span className="vr" />
      <IconButton icon="x" label="Clear selection" shortcut="Esc" onPress={onClear} />
    </Toolbar>
  );
}
