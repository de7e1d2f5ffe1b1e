/** What to do with picked files: new versions recognised by name, where new files go, in which groups review starts. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { storageQuery } from '../api/queries';
import type { DashboardFile, Group, Section } from '../api/types';
import { count, size } from '../format/size';
import { localZone } from '../format/time';
import { DueButton } from '../ui/DueInput';
import { Button, IconButton } from '../ui/Button';
import { Checkbox } from '../ui/Choice';
import { Dialog } from '../ui/Dialog';
import { Select } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { fromDrop, type Picked } from './dropped';
import { FileInput } from './FileInput';
import { recognise } from './recognise';
import type { UploadStart } from './record';
import { uploads } from './uploads';
import './upload.css';

type Props = {
  project: string;
  files: DashboardFile[];
  sections: Section[];
  groups: Group[];
  picked: Picked[];
  /** Dropped onto this file: it gets the new version, whatever the name. */
  onto?: string | undefined;
  mayStart: boolean;
  onClose: () => void;
};

export function UploadDialog({ project, files, sections, groups, picked, onto, mayStart, onClose }: Props) {
  const [chosen, setChosen] = useState(picked);
  const [asNew, setAsNew] = useState<ReadonlySet<Picked>>(new Set());
  const [section, setSection] = useState(sections[0]?.id ?? '');
  const known = useMemo(
    () => new Map(chosen.map((one, index) => [one, index === 0 && onto ? files.find((file) => file.id === onto) : recognise(one.blob.name, files)])),
    [chosen, files, onto],
  );
  const versionOf = (one: Picked) => (asNew.has(one) ? undefined : known.get(one));
  const [starts, setStarts] = useState<ReadonlyMap<string, number | null>>(() => preset([...known.values()], groups, mayStart));
  const newFiles = chosen.some((one) => !versionOf(one));
  const room = useRoom(chosen);

  const upload = (start: UploadStart | null) => {
    uploads.add(
      chosen.map((one) => {
        const file = versionOf(one);
        return { ...one, project, file: file?.id ?? null, section: file ? null : section || null, start };
      }),
    );
    onClose();
  };
  const startIn = groups.filter((group) => starts.has(group.id));
  const uploadAndStart = () => upload({ zone: localZone(), groups: startIn.map(({ id, name }) => ({ id, name, due_at: starts.get(id) ?? null })) });
  const setStart = (group: string, due: number | null | undefined) =>
    setStarts((was) => {
      const next = new Map(was);
      if (due === undefined) next.delete(group);
      else next.set(group, due);
      return next;
    });

  return (
    <Dialog
      title={chosen.length === 0 ? 'Upload files' : `Upload ${count(chosen.length, 'file', 'files')}`}
      open
      keep={chosen.length > 0}
      onClose={onClose}
      footer={
        <>
          <span className="t12 t3 grow hide-s">{chosen.length > 0 && `${size(chosen.reduce((sum, one) => sum + one.blob.size, 0))} in all`}</span>
          <Button variant={groups.length > 0 && mayStart ? 'plain' : 'primary'} onPress={() => upload(null)} off={chosen.length === 0 ? 'Choose files first.' : room.refusal}>
            {groups.length > 0 && mayStart ? 'Upload only' : 'Upload'}
          </Button>
          {groups.length > 0 && mayStart && (
            <Button
              variant="primary"
              onPress={uploadAndStart}
              off={chosen.length === 0 ? 'Choose files first.' : room.refusal ? room.refusal : startIn.length === 0 ? 'Choose a group in which the review starts.' : undefined}
            >
              Upload and start review
            </Button>
          )}
        </>
      }
    >
      <div className="stack stack-4">
        <DropBox onPicked={(more) => setChosen([...chosen, ...more])} />
        {room.refusal && (
          <p className="row uroom" role="alert">
            <Icon name="warn" size={14} />
            {room.refusal}
          </p>
        )}
        {chosen.length > 0 && (
          <ul className="ulist" aria-label="Files to upload">
            {chosen.map((one, index) => {
              const match = known.get(one);
              const file = versionOf(one);
              return (
                <li key={index} className="ufile">
                  <span className="thumb">
                    <Icon name="doc" size={14} />
                  </span>
                  <span className="grow">
                    <span className="med clip db" title={one.path ?? one.blob.name} dir="auto">
                      {one.blob.name}
                    </span>
                    <span className={`t12 db clip ${room.isTooLarge(one) ? 'uroom' : 't3'}`}>
                      {size(one.blob.size)}
                      {file ? ` · of ${file.name}` : ' · new file'}
                    </span>
                  </span>
                  {match && (
                    <button
                      type="button"
                      className={`chip ${file ? 'review' : 'open'}`}
                      title={file ? 'Upload as a new file instead' : `Upload as version ${match.version.number + 1} instead`}
                      onClick={() => setAsNew(toggled(asNew, one))}
                    >
                      <Icon name={file ? 'thread' : 'plus'} size={14} />
                      {file ? `New version v${file.version.number + 1}` : 'New file'}
                    </button>
                  )}
                  <IconButton icon="x" label={`Remove ${one.blob.name}`} onPress={() => setChosen(chosen.filter((other) => other !== one))} />
                </li>
              );
            })}
          </ul>
        )}
        {newFiles && sections.length > 1 && (
          <div className="row usec">
            <Select small label="New files go to" value={section} onChange={setSection} options={sections.map(({ id, name }) => ({ value: id, label: name }))} />
          </div>
        )}
        {groups.length > 0 && mayStart && (
          <fieldset className="stack">
            <legend className="lab pad-b">Start review at once in</legend>
            {groups.map((group) => {
              const on = starts.has(group.id);
              return (
                <div key={group.id} className={`gpick${on ? ' on' : ''}`}>
                  <Checkbox on={on} onChange={(next) => setStart(group.id, next ? null : undefined)} className="grow">
                    <span>
                      <b className="med db">{group.name}</b>
                      <span className="t12 t3">{group.reviewers === 0 ? 'Nobody is in it yet' : count(group.reviewers, 'reviewer', 'reviewers')}</span>
                    </span>
                  </Checkbox>
                  {on ? (
                    <DueButton label={`Due date in ${group.name}`} value={starts.get(group.id) ?? null} onChange={(due) => setStart(group.id, due)} />
                  ) : (
                    <span className="t12 t3 hide-s">Due date after you choose it</span>
                  )}
                </div>
              );
            })}
          </fieldset>
        )}
      </div>
    </Dialog>
  );
}

/** What does not fit is said before anything is sent; the server has the last word all the same. */
function useRoom(chosen: Picked[]): { refusal: string | undefined; isTooLarge: (one: Picked) => boolean } {
  const { data } = useQuery(storageQuery);
  const isTooLarge = (one: Picked) => data !== undefined && one.blob.size > data.largest_file;
  const tooLarge = chosen.filter(isTooLarge);
  const bytes = chosen.reduce((sum, one) => sum + one.blob.size, 0);
  const free = data?.limit == null ? Infinity : Math.max(0, data.limit - data.used);
  const first = tooLarge[0];
  if (first && data) return { refusal: `${tooLarge.length === 1 ? `“${first.blob.name}” is` : `${tooLarge.length} files are`} larger than the ${size(data.largest_file)} that this server takes. Remove ${tooLarge.length === 1 ? 'it' : 'them'} to go on.`, isTooLarge };
  if (bytes > free) return { refusal: `These files have ${size(bytes)}, and your team has room for ${size(free)}. Remove some, or delete what is no longer needed.`, isTooLarge };
  return { refusal: undefined, isTooLarge };
}

function DropBox({ onPicked }: { onPicked: (picked: Picked[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      className={`drop${over ? ' over-d' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void fromDrop(event.dataTransfer).then(onPicked);
      }}
    >
      <Icon name="upload" size={20} />
      <p>
        <b className="med">Drop more files or folders here</b>, or{' '}
        <button type="button" className="link" onClick={() => files.current?.click()}>
          browse files
        </button>
        , or{' '}
        <button type="button" className="link" onClick={() => folder.current?.click()}>
          a folder
        </button>
        <br />
        <span className="t12 t3">You can close the lid: uploads resume where they stopped.</span>
      </p>
      <FileInput ref={files} onPicked={onPicked} />
      <FileInput ref={folder} folder onPicked={onPicked} />
    </div>
  );
}

/** A new version begins where its predecessor began; without one the first group is proposed. Never more: people outside get to see it. */
function preset(matches: (DashboardFile | undefined)[], groups: Group[], mayStart: boolean): ReadonlyMap<string, number | null> {
  if (!mayStart) return new Map();
  const before = groups.filter((group) => matches.some((file) => file?.cells.some((cell) => cell.group === group.id && cell.review)));
  const proposed = before[0] ?? groups[0];
  return new Map(proposed ? [[proposed.id, null]] : []);
}

function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}
