/** All keys of the member's pages, under `?`. Single keys can be switched off as a whole (WCAG 2.1.4). */
import { useState } from 'react';
import { Switch } from '../ui/Choice';
import { Dialog } from '../ui/Dialog';
import { mac, setSingleKeys, singleKeysOn } from '../ui/useKeys';

const control = mac ? '⌘' : 'Ctrl';

const groups: { title: string; keys: [string, string[]][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['Search and do', [control, 'K']],
      ['This list', ['?']],
      ['Inbox', ['I']],
      ['Undo the last delete', [control, 'Z']],
      ['Close, leave, clear the selection', ['Esc']],
    ],
  },
  {
    title: 'Inbox',
    keys: [
      ['Next, previous', ['↓', '↑']],
      ['Open', ['Enter']],
      ['Read, unread', ['E']],
      ['Mark all read', ['Shift', 'E']],
    ],
  },
  {
    title: 'Project',
    keys: [
      ['Move in the table', ['←', '↑', '→', '↓']],
      ['First, last file', ['Home', 'End']],
      ['Open the review', ['Enter']],
      ['Select the file', ['Space']],
      ['Menu of the cell', ['F10']],
      ['Filter files', ['/']],
      ['Upload', ['U']],
    ],
  },
  {
    title: 'Review',
    keys: [
      ['Comment', ['C']],
      ['Draw', ['D']],
      ['Reply, resolve', ['R', 'E']],
      ['Next, previous comment', ['N', 'P']],
      ['Previous, next file', ['[', ']']],
      ['Versions', ['V']],
      ['Zoom, fit', ['+', '-', '0']],
      ['Go to page', ['G']],
      ['Decide', ['Shift', 'A']],
      ['Send', [control, 'Enter']],
    ],
  },
];

export function KeyboardHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keyboard" open={open} onClose={onClose}>
      <div className="stack stack-6">
        <div className="keys">
          {groups.map((group) => (
            <section key={group.title}>
              <h3 className="semi">{group.title}</h3>
              <dl>
                {group.keys.map(([action, keys]) => (
                  <KeyRow key={action} action={action} keys={keys} />
                ))}
              </dl>
            </section>
          ))}
        </div>
        <SingleKeys />
      </div>
    </Dialog>
  );
}

export function SingleKeys() {
  const [on, setOn] = useState(singleKeysOn);
  const change = (next: boolean) => {
    setSingleKeys(next);
    setOn(next);
  };
  return (
    <div className="row row-3">
      <span className="grow">
        <b className="med db">Single keys</b>
        <span className="t12 t3">Off: only keys with Ctrl, Shift or in the table work.</span>
      </span>
      <Switch label="Single keys" on={on} onChange={change} />
    </div>
  );
}

function KeyRow({ action, keys }: { action: string; keys: string[] }) {
  return (
    <>
      <dt className="t2">{action}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dd>
    </>
  );
}
