import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys } from '../api/keys';
import type { GroupPage } from '../api/types';
import { NameDialog } from '../dashboard/dialogs';
import { Access } from '../group/Access';
import { InviteMany } from '../group/InviteMany';
import { Reviewers } from '../group/Reviewers';
import { NewProject } from '../projects/NewProject';
import { AddVersion } from '../review/AddVersion';
import { decision, onScreen, reviewPage } from '../review/review-fixture';
import { WithdrawDialog } from '../review/WithdrawDialog';
import { TeamPage } from '../team/TeamPage';
import { UploadDialog } from '../upload/UploadDialog';

vi.mock('@tanstack/react-router', () => ({ Link: 'a', useRouter: () => ({}) }));
beforeEach(() => void vi.stubGlobal('fetch', () => new Promise(() => undefined)));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const nothing = () => undefined;
const close = vi.fn();
const file = new File(['abc'], 'a.png');
const group = {
  group: { id: 'grp_1', name: 'Client', settings: reviewPage().group.settings },
  project: { id: 'pro_1', name: 'Summer' },
  reviewers: [],
  link: { url: 'https://example.org/r/1#abc' },
  sends_mail: false,
  abilities: ['manage_groups'],
} as unknown as GroupPage;

const type = (label: string) => async () => userEvent.type(await screen.findByLabelText(label), 'Ida');
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

const dialogs: Record<string, { element: ReactElement; open?: () => Promise<void>; write?: () => Promise<void> }> = {
  'a name': { element: <NameDialog title="Rename" label="Name" name="Poster" button="Rename" save={() => Promise.resolve()} onClose={close} />, write: type('Name') },
  'a project': { element: <NewProject open onClose={close} />, write: type('Name') },
  'invitations of many': { element: <InviteMany data={group} onClose={close} onDone={nothing} />, write: type('Addresses') },
  'an invitation to a group': { element: <Reviewers data={group} manage />, open: () => press('Invite'), write: type('Name') },
  'an invitation to the team': { element: <TeamPage />, open: () => press('Invite'), write: type('E-mail') },
  'a password': { element: <Access data={group} manage set={nothing} />, open: () => press('Set password'), write: type('New password') },
  'a reason': { element: onScreen(<WithdrawDialog decision={decision()} open onClose={close} onWithdrawn={nothing} />), write: type('Say why (optional)') },
  'a version': { element: onScreen(<AddVersion onClose={close} />), write: async () => userEvent.upload(await screen.findByLabelText('File of the new version'), file) },
  'files': { element: <UploadDialog project="pro_1" files={[]} sections={[]} groups={[]} picked={[{ blob: file, path: null, handle: null }]} mayStart={false} onClose={close} /> },
};

async function leave(name: string, written: boolean): Promise<boolean> {
  const { element, open, write } = dialogs[name] ?? { element: <p /> };
  const client = new QueryClient();
  client.setQueryData(keys.members, { members: [], invitations: [], abilities: ['manage_members'] });
  render(<QueryClientProvider client={client}>{element}</QueryClientProvider>);
  await open?.();
  await waitFor(() => expect(document.querySelector('.scrim .dialog-b')).toBeTruthy());
  if (written) await write?.();
  close.mockClear();
  await userEvent.keyboard('{Escape}');
  return close.mock.calls.length > 0 || document.querySelector('.scrim') === null;
}

describe('Esc leaves a dialog', () => {
  it.each(Object.keys(dialogs))('for %s not while something would be lost', async (name) => {
    expect(await leave(name, true)).toBe(false);
  });

  it.each(Object.keys(dialogs).filter((name) => dialogs[name]?.write))('for %s while it is untouched', async (name) => {
    expect(await leave(name, false)).toBe(true);
  });
});

describe('the dialog for a name', () => {
  it('stays with what was typed when saving has failed, and Cancel closes it', async () => {
    const save = vi.fn().mockResolvedValue(false);
    close.mockClear();
    render(<NameDialog title="Rename" label="Name" name="Poster" button="Rename" save={save} onClose={close} />);
    await type('Name')();
    await press('Rename');
    await waitFor(() => expect(save).toHaveBeenCalledOnce());
    expect(close).not.toHaveBeenCalled();
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toContain('Ida');
    await press('Cancel');
    expect(close).toHaveBeenCalledOnce();
  });

  it('closes once it is saved', async () => {
    close.mockClear();
    render(<NameDialog title="Rename" label="Name" name="Poster" button="Rename" save={() => Promise.resolve(true)} onClose={close} />);
    await type('Name')();
    await press('Rename');
    await waitFor(() => expect(close).toHaveBeenCalledOnce());
  });
});
