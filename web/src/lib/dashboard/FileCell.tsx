/** First column: selection, picture, name, version, and the menu of the file. */
import { useRef, useState } from 'react';
import { API } from '../api/client';
import type { Ability, Dashboard, DashboardFile } from '../api/types';
import { size } from '../format/size';
import { AppLink } from '../page/AppLink';
import { IconButton } from '../ui/Button';
import { Checkbox } from '../ui/Choice';
import { MenuAt, type MenuGroup } from '../ui/Menu';
import { Thumbnail } from '../ui/Thumbnail';
import { FileInput } from '../upload/FileInput';
import type { Asking } from './DashboardPage';
import type { DashboardActions } from './useDashboard';

type Props = {
  file: DashboardFile;
  data: Dashboard;
  selected: boolean;
  tabIndex: number;
  can: (ability: Ability) => boolean;
  actions: DashboardActions;
  ask: (asking: Asking) => void;
  onSelect: (extend: boolean) => void;
  /** Changes its place among the files of its section, where that can be done. */
  order: { up: (() => void) | undefined; down: (() => void) | undefined } | undefined;
};

export function FileCell({ file, data, selected, tabIndex, can, actions, ask, onSelect, order }: Props) {
  const cell = useRef<HTMLTableCellElement>(null);
  const more = useRef<HTMLButtonElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const shift = useRef(false);
  const [menu, setMenu] = useState(false);
  const first = file.cells.find((found) => found.review)?.review;
  const { version } = file;
  return (
    <th
      ref={cell}
      scope="row"
      className="c-file"
      data-row={file.id}
      data-column={0}
      tabIndex={tabIndex}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}
    >
      <span className="file">
        <span className="file-x" onPointerDown={(event) => (shift.current = event.shiftKey)}>
          <Checkbox label={`Select ${file.name}`} on={selected} tabIndex={-1} onChange={() => onSelect(shift.current)} />
        </span>
        <Thumbnail key={version.id} version={version.id} kind={version.kind} />
        <span className="grow">
          {first ? (
            <AppLink className="nm clip" href={`/review/${first.id}`} tabIndex={-1} title={file.name} dir="auto">
              {file.name}
            </AppLink>
          ) : (
            <span className="nm clip" title={file.name} dir="auto">
              {file.name}
            </span>
          )}
          <span className="mt">
            <span className="tag">v{version.number}</span>
            <span className="clip">
              {version.extension} · {size(version.size)}
            </span>
          </span>
        </span>
        <IconButton ref={more} icon="more" label={`More for ${file.name}`} className="cell-m file-m" excludeFromTabOrder onPress={() => setMenu(true)} />
      </span>
      {menu && <MenuAt label={file.name} at={more} open onClose={() => setMenu(false)} groups={fileMenu({ file, data, selected, can, actions, ask, order, pick: () => picker.current?.click(), onSelect: () => onSelect(false) })} placement="bottom end" />}
      <FileInput ref={picker} onPicked={(picked) => ask({ is: 'upload', picked, onto: file.id })} />
    </th>
  );
}

type MenuProps = Pick<Props, 'file' | 'data' | 'selected' | 'can' | 'actions' | 'ask' | 'order'> & { pick: () => void; onSelect: () => void };

function fileMenu({ file, data, selected, can, actions, ask, order, pick, onSelect }: MenuProps): MenuGroup[] {
  const elsewhere = data.sections.filter((section) => section.id !== file.section);
  const groups: MenuGroup[] = [
    {
      actions: [
        { id: 'select', label: selected ? 'Take out of the selection' : 'Select', icon: 'check', run: onSelect },
        ...(can('start_review') ? [{ id: 'start', label: 'Start review', icon: 'play' as const, run: () => ask({ is: 'start', files: [file.id] }) }] : []),
        ...(can('upload') ? [{ id: 'version', label: 'Upload new version', icon: 'upload' as const, run: pick }] : []),
        { id: 'download', label: 'Download original', icon: 'download', run: () => window.location.assign(`${API}/versions/${file.version.id}/content`) },
      ],
    },
    {
      actions: can('rename')
        ? [
            ...(order?.up ? [{ id: 'up', label: 'Move up', detail: 'Alt ↑', icon: 'up' as const, run: order.up }] : []),
            ...(order?.down ? [{ id: 'down', label: 'Move down', detail: 'Alt ↓', icon: 'down' as const, run: order.down }] : []),
            { id: 'rename', label: 'Rename', icon: 'text', run: () => ask({ is: 'name', title: 'Rename file', label: 'Name', name: file.name, button: 'Rename', save: (name) => actions.renameFile(file.id, name) }) },
          ]
        : [],
    },
    {
      title: 'Move to',
      actions: can('rename')
        ? [
            ...elsewhere.map((section) => ({ id: `to-${section.id}`, label: section.name, icon: 'move' as const, run: () => void actions.moveFiles([file.id], section.id) })),
            { id: 'project', label: 'Another project …', icon: 'folder' as const, run: () => ask({ is: 'move', files: [file.id] }) },
          ]
        : [],
    },
    { actions: can('delete_files') ? [{ id: 'delete', label: 'Delete', icon: 'trash', danger: true, run: () => void actions.deleteFiles([file.id]) }] : [] },
  ];
  return groups.filter((group) => group.actions.length > 0);
}
