/** Bottom right: what is being uploaded, how fast, and what became of it. Folds to its title; on phones only the title shows. */
import { useRef, useState, useSyncExternalStore, useEffect } from 'react';
import { count, size as sizeText } from '../format/size';
import { duration } from '../format/time';
import { Button, IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Progress } from '../ui/Loading';
import { StatusIcon } from '../ui/StatusIcon';
import { toasts } from '../ui/toast';
import { uploads } from './uploads';
import { isActive, percent, totals, type UploadItem } from './uploadState';
import './tray.css';

export function UploadTray() {
  const items = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const [folded, setFolded] = useState(() => window.matchMedia('(max-width: 640px)').matches);
  const again = useRef<HTMLInputElement>(null);
  if (items.length === 0) return null;
  const asking = items.filter((item) => item.phase.is === 'asking');
  const sum = totals(items);
  const title = sum.active > 0 ? `Uploading ${Math.min(sum.done + 1, sum.all)} of ${sum.all}` : finished(items);
  return (
    <aside className={`tray${folded ? ' folded' : ''}`} aria-label="Uploads">
      <div className="tray-h">
        <span className="grow clip">{title}</span>
        {sum.active > 0 ? (
          <Pace left={sum.size - sum.sent} />
        ) : (
          <IconButton icon="x" label="Clear finished uploads" onPress={() => uploads.clearFinished()} />
        )}
        <IconButton icon={folded ? 'up' : 'down'} label={folded ? 'Open the upload list' : 'Fold the upload list'} onPress={() => setFolded(!folded)} />
      </div>
      {!folded && asking.length > 1 && (
        <div className="tray-a">
          <Button size="small" icon="folder" onPress={() => again.current?.click()}>
            Choose {asking.length} files again
          </Button>
          <input
            ref={again}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              const picked = [...(event.target.files ?? [])];
              const found = uploads.giveMany(picked);
              if (picked.length > found) toasts.error(`${found === 0 ? 'None of these files belongs' : `Only ${found} of these files belong`} to an upload that was stopped. Choose the files as they were.`);
              event.target.value = '';
            }}
          />
        </div>
      )}
      {!folded && (
        <ul>
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ul>
      )}
      <Announced items={items} />
    </aside>
  );
}

function finished(items: readonly UploadItem[]): string {
  const failed = items.filter((item) => item.phase.is === 'failed').length;
  const open = items.filter((item) => item.phase.is === 'paused' || item.phase.is === 'asking').length;
  if (failed > 0) return `${count(failed, 'upload', 'uploads')} failed`;
  if (open > 0) return `${count(open, 'upload', 'uploads')} paused`;
  return `${count(items.length, 'file', 'files')} uploaded`;
}

function Pace({ left }: { left: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const speed = uploads.speed.perSecond(now);
  if (!speed) return null;
  return (
    <span className="t12 t3 med nowrap">
      {sizeText(Math.round(speed))}/s · {duration(left / speed)} left
    </span>
  );
}

function Row({ item }: { item: UploadItem }) {
  const input = useRef<HTMLInputElement>(null);
  const { phase } = item;
  const resume = async () => {
    if (!(await uploads.resume(item.id))) input.current?.click();
  };
  return (
    <li>
      <span className="thumb">{item.preview ? <img src={item.preview} alt="" className="shown" /> : <Icon name="doc" size={14} />}</span>
      <span className="clip" title={item.name} dir="auto">
        {item.name}
      </span>
      <span className="row tray-b">
        {isActive(item) && <IconButton icon="pause" label={`Pause ${item.name}`} onPress={() => uploads.pause(item.id)} />}
        {(phase.is === 'paused' || phase.is === 'asking') && <IconButton icon="play" label={`Go on with ${item.name}`} onPress={() => void resume()} />}
        {phase.is === 'failed' && uploads.canResume(item.id) && <IconButton icon="rotate" label={`Try ${item.name} again`} onPress={() => void resume()} />}
        {phase.is === 'done' ? (
          <span className="approve tray-ok">
            <StatusIcon look="approve" />
          </span>
        ) : (
          phase.is !== 'starting' && <IconButton icon="x" label={`Cancel ${item.name}`} onPress={() => uploads.cancel(item.id)} />
        )}
      </span>
      {phase.is === 'done' || phase.is === 'failed' || phase.is === 'asking' ? (
        <span className={`t12 tray-n ${phase.is === 'failed' ? 'bad' : 't3'}`}>{outcome(item)}</span>
      ) : (
        <>
          <Progress value={percent(item)} label={`${item.name}: ${percent(item)} percent`} done={phase.is === 'starting'} />
          <span className="t12 t3 nowrap tray-p">{state(item)}</span>
        </>
      )}
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const blob = event.target.files?.[0];
          const wrong = blob && uploads.give(item.id, blob);
          if (wrong) toasts.error(wrong);
          event.target.value = '';
        }}
      />
    </li>
  );
}

function state(item: UploadItem): string {
  switch (item.phase.is) {
    case 'queued':
      return 'Waits';
    case 'waiting':
      return 'No connection, trying again';
    case 'paused':
      return `${percent(item)} %, paused`;
    default:
      return `${percent(item)} %`;
  }
}

function outcome(item: UploadItem): string {
  const { phase } = item;
  if (phase.is === 'failed') return phase.detail;
  if (phase.is === 'asking') return 'Stopped by a reload. Choose the file again to go on where it was.';
  return item.groups.length > 0 ? `Done, review started in ${item.groups.join(', ')}` : 'Done';
}

/** Screen readers hear steps of 25 %, not every percent. */
function Announced({ items }: { items: readonly UploadItem[] }) {
  const active = items.filter(isActive);
  const share = active.length === 0 ? 100 : Math.floor(active.reduce((sum, item) => sum + percent(item), 0) / active.length / 25) * 25;
  return (
    <p className="sr" role="status">
      {active.length > 0 ? `Uploading ${count(active.length, 'file', 'files')}, ${share} percent` : finished(items)}
    </p>
  );
}
