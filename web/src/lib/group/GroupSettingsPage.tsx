/** Settings of a reviewer group: who, how they get in, what they may do, how they decide. Every change is saved at once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { del, patch } from '../api/client';
import { keys } from '../api/keys';
import { groupQuery } from '../api/queries';
import type { GroupPage, PermissionByStatus } from '../api/types';
import { laterPart } from '../page/later-part';
import { useTitle } from '../page/useTitle';
import { Button, buttonClass } from '../ui/Button';
import { Checkbox, Switch } from '../ui/Choice';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { ErrorState, Loading, Skeleton } from '../ui/Loading';
import { StatusText } from '../ui/Status';
import { toasts } from '../ui/toast';
import { Access } from './Access';
import { Reviewers } from './Reviewers';
import { useSettings, type SavingState } from './use-settings';
import './group.css';

const NameDialog = laterPart(() => import('../dashboard/dialogs').then((found) => found.NameDialog));

export function GroupSettingsPage({ groupId }: { groupId: string }) {
  const { data, error, refetch } = useQuery(groupQuery(groupId));
  useTitle(data ? `${data.group.name}, ${data.project.name}` : 'Reviewer group');
  if (!data)
    return (
      <>
        <header className="head">
          <span className="crumb">
            <Link to="/">Projects</Link>
            <h1 className="sr">Reviewer group</h1>
          </span>
        </header>
        <div className="body">{error ? <ErrorState error={error} retry={() => void refetch()} /> : <SettingsSkeleton />}</div>
      </>
    );
  return <Settings data={data} />;
}

function Settings({ data: saved }: { data: GroupPage }) {
  const { settings, set, state } = useSettings(saved);
  const data = { ...saved, group: { ...saved.group, settings } };
  const { group, project } = data;
  const manage = data.abilities.includes('manage_groups');
  return (
    <>
      <header className="head">
        <span className="crumb">
          <Link to="/">Projects</Link>
          <Icon name="right" size={14} />
          <Link to="/projects/$projectId" params={{ projectId: project.id }} className="clip" dir="auto">
            {project.name}
          </Link>
          <Icon name="right" size={14} />
          <h1 className="clip" dir="auto">{group.name}</h1>
        </span>
        <span className="grow" />
        <Saved state={state} />
        <Link to="/projects/$projectId" params={{ projectId: project.id }} className={buttonClass()}>
          Done
        </Link>
      </header>
      <div className="setw">
        <nav className="setn hide-s" aria-label="Group settings">
          <Jump to="reviewers">
            Reviewers <span className="t3">{data.reviewers.length}</span>
          </Jump>
          <Jump to="access">Access and link</Jump>
          <Jump to="permissions">What reviewers may do</Jump>
          <Jump to="decisions">Decisions</Jump>
          <Jump to="mail">Mail</Jump>
          {manage && <Jump to="group">This group</Jump>}
        </nav>
        <div className="setb">
          <Reviewers data={data} manage={manage} />
          <Access data={data} manage={manage} set={set} />
          <section id="permissions">
            <SectionHead title="What reviewers may do" about="Depends on the status of the review." />
            <table className="perm">
              <thead>
                <tr>
                  <td />
                  <th scope="col">
                    <StatusText look="review" />
                  </th>
                  <th scope="col">
                    <StatusText look="request" />
                  </th>
                  <th scope="col">
                    <StatusText look="approve" />
                  </th>
                </tr>
              </thead>
              <tbody>
                <PermissionRow label="Comment" value={settings.comment} manage={manage} onChange={(comment) => set({ comment })} />
                <PermissionRow label="Download the original" value={settings.download} manage={manage} onChange={(download) => set({ download })} />
              </tbody>
            </table>
            <Setting title="Add a new version" about="Reviewers may replace what is not approved yet. It is reviewed in this group at once; other groups see nothing of it until you start it there.">
              <Switch label="Add a new version" on={settings.reviewer_upload} disabled={!manage} onChange={(reviewer_upload) => set({ reviewer_upload })} />
            </Setting>
          </section>
          <section id="decisions">
            <SectionHead title="Decisions" />
            <Setting title="Also offer" about="Beside Approve and Request changes.">
              <span className="row row-3 wrap">
                <Checkbox on={settings.approve_with_changes} disabled={!manage} onChange={(approve_with_changes) => set({ approve_with_changes })}>
                  Approve with changes
                </Checkbox>
                <Checkbox on={settings.reject} disabled={!manage} onChange={(reject) => set({ reject })}>
                  Reject
                </Checkbox>
              </span>
            </Setting>
            <Setting title="Hide reviewers from each other" about="They see “Reviewer 1”, “Reviewer 2”. Your team sees the names.">
              <Switch label="Hide reviewers from each other" on={settings.anonymous} disabled={!manage} onChange={(anonymous) => set({ anonymous })} />
            </Setting>
          </section>
          <section id="mail">
            <SectionHead title="Mail" about="Each person also chooses what they get. Due dates are told in any case." />
            <Setting title="When a review starts" about="To members of the team whose decision is asked. The inbox says it anyway.">
              <Switch label="Mail when a review starts" on={settings.started_mails} disabled={!manage} onChange={(started_mails) => set({ started_mails })} />
            </Setting>
            <Setting title="What happens in reviews" about="Comments and decisions, gathered into one mail.">
              <Switch label="Mail what happens in reviews" on={settings.activity_mails} disabled={!manage} onChange={(activity_mails) => set({ activity_mails })} />
            </Setting>
          </section>
          {manage && <ThisGroup data={data} />}
        </div>
      </div>
    </>
  );
}

export function SectionHead({ title, about, children }: { title: string; about?: string; children?: ReactNode }) {
  return (
    <div className="row setsh">
      <div className="grow">
        <h2 className="t16">{title}</h2>
        {about && <p className="t2">{about}</p>}
      </div>
      {children}
    </div>
  );
}

export function Setting({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <div className="set">
      <span className="grow">
        <b className="med db">{title}</b>
        <span className="t12 t3">{about}</span>
      </span>
      {children}
    </div>
  );
}

function PermissionRow({ label, value, manage, onChange }: { label: string; value: PermissionByStatus; manage: boolean; onChange: (value: PermissionByStatus) => void }) {
  const cell = (status: keyof PermissionByStatus, when: string) => (
    <td data-when={when}>
      <Switch label={`${label} ${when}`} on={value[status]} disabled={!manage} onChange={(on) => onChange({ ...value, [status]: on })} />
    </td>
  );
  return (
    <tr>
      <th scope="row">{label}</th>
      {cell('review', 'in review')}
      {cell('request', 'when changes are needed')}
      {cell('approve', 'when approved')}
    </tr>
  );
}

function ThisGroup({ data }: { data: GroupPage }) {
  const client = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState<'name' | 'delete' | null>(null);
  const { group, project } = data;
  const reload = () => Promise.all([client.invalidateQueries({ queryKey: keys.group(group.id) }), client.invalidateQueries({ queryKey: keys.project(project.id) })]);
  const remove = useMutation({
    mutationFn: () => del(`/groups/${group.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(project.id) });
      await router.navigate({ to: '/projects/$projectId', params: { projectId: project.id } });
      toasts.show(`Deleted the group ${group.name}`, { icon: 'trash' });
    },
  });
  return (
    <section id="group">
      <SectionHead title="This group" />
      <Setting title="Name" about={group.name}>
        <Button size="small" onPress={() => setAsking('name')}>
          Rename
        </Button>
      </Setting>
      <Setting title="Delete" about="Only while nothing was reviewed in it.">
        <Button size="small" variant="danger" onPress={() => setAsking('delete')}>
          Delete group
        </Button>
      </Setting>
      {asking === 'name' && (
        <NameDialog title="Rename group" label="Name" name={group.name} button="Rename" save={(name) => patch(`/groups/${group.id}`, { name }).then(reload)} onClose={() => setAsking(null)} />
      )}
      <Dialog
        title={`Delete the group ${group.name}?`}
        role="alertdialog"
        width="small"
        open={asking === 'delete'}
        keep={remove.isPending}
        onClose={() => {
          setAsking(null);
          remove.reset();
        }}
        footer={
          <>
            <Button onPress={() => setAsking(null)}>Keep the group</Button>
            <Button variant="danger" busy={remove.isPending ? 'Deleting' : undefined} onPress={() => remove.mutate()}>
              Delete the group
            </Button>
          </>
        }
      >
        <div className="stack stack-3">
          <p className="t2">Its review link opens nothing any more, and its reviewers lose access at once. This cannot be undone.</p>
          {remove.error && <ErrorState error={remove.error} />}
        </div>
      </Dialog>
    </section>
  );
}

function Saved({ state }: { state: SavingState }) {
  return (
    <span role="status" className="t12 nowrap hide-s">
      {state === 'saving' ? <span className="t3">Saving</span> : state === 'saved' ? <span className="st approve"><Icon name="check" size={14} />All changes saved</span> : null}
    </span>
  );
}

function Jump({ to, children }: { to: string; children: ReactNode }) {
  return (
    <button type="button" onClick={() => document.getElementById(to)?.scrollIntoView({ behavior: 'smooth', block: 'start' })}>
      {children}
    </button>
  );
}

function SettingsSkeleton() {
  return (
    <Loading label="Loading the group">
      <div className="stack stack-4 set-skel">
        <Skeleton width={180} height={16} />
        {[80, 70, 76, 64, 72].map((width) => (
          <Skeleton key={width} width={`${width}%`} height={12} />
        ))}
      </div>
    </Loading>
  );
}
