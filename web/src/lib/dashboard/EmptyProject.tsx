/** A project without files: one sentence, one button, three first steps. */
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sentence } from '../api/problem';
import { groupQuery } from '../api/queries';
import type { Dashboard } from '../api/types';
import { Rosette } from '../ui/Brand';
import { Button } from '../ui/Button';
import { copyText } from '../ui/copy';
import { Icon } from '../ui/Icon';
import { toasts } from '../ui/toast';

export function EmptyProject({ data, onPick, onAddGroup }: { data: Dashboard; onPick: (() => void) | undefined; onAddGroup: (() => void) | undefined }) {
  const hasGroups = data.groups.length > 0;
  return (
    <div className="empty">
      <div className="dropall">
        <Rosette className="emptyros" />
        <div className="stack stack-4 emptyc">
          <span className="upic">
            <Icon name="upload" size={24} />
          </span>
          <div className="stack stack-1">
            <h2 className="seal">{onPick ? 'Drop files anywhere on this page.' : 'No files yet.'}</h2>
            <p className="t14 t2">{onPick ? 'Documents, pictures, video, sound, web pages.' : 'You see them here as soon as somebody uploads the first.'}</p>
          </div>
          {onPick && (
            <div>
              <Button variant="primary" size="large" onPress={onPick}>
                Choose files
              </Button>
            </div>
          )}
        </div>
      </div>
      {onPick && (
        <aside className="card ckl" aria-label="First steps">
          <div className="row">
            <h2 className="semi t14 grow">Send your first review</h2>
            <span className="t12 t3">{hasGroups ? 1 : 0} of 3</span>
          </div>
          <ol className="ck">
            <Step number={1} now title="Upload files">
              Drop them here, or choose them.
            </Step>
            <Step number={2} done={hasGroups} title={hasGroups ? `Reviewer groups: ${data.groups.map((group) => group.name).join(', ')}` : 'Add a reviewer group'}>
              For instance Internal, Legal or Client. Groups never see each other.
              {onAddGroup && !hasGroups && (
                <button type="button" className="link db" onClick={onAddGroup}>
                  Add a group
                </button>
              )}
            </Step>
            <Step number={3} title="Send the link">
              Reviewers need no account.
              {onAddGroup && data.groups.map((group) => <CopyLink key={group.id} id={group.id} name={group.name} />)}
            </Step>
          </ol>
        </aside>
      )}
    </div>
  );
}

function Step({ number, title, now = false, done = false, children }: { number: number; title: string; now?: boolean; done?: boolean; children: ReactNode }) {
  return (
    <li className={now ? 'now' : done ? 'done' : ''}>
      <span className="ckn">{done ? <Icon name="check" size={12} /> : number}</span>
      <span className="grow">
        <b className={now ? 'semi db' : 'med db'}>{title}</b>
        <span className="t12 t2 db">{children}</span>
      </span>
    </li>
  );
}

function CopyLink({ id, name }: { id: string; name: string }) {
  const client = useQueryClient();
  const copy = () =>
    client
      .fetchQuery(groupQuery(id))
      .then(({ link }) => copyText(link.url, `Copied the review link of ${name}`))
      .catch((error: unknown) => toasts.error(sentence(error)));
  return (
    <button type="button" className="link db" onClick={() => void copy()}>
      Copy the link of {name}
    </button>
  );
}
