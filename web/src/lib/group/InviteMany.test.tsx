import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GroupPage } from '../api/types';
import { InviteMany } from './InviteMany';

const group = { group: { id: 'grp_1', name: 'Client' }, reviewers: [], sends_mail: true } as unknown as GroupPage;
const close = vi.fn();

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const refused = { title: 'Not possible', status: 409, code: 'group_full', detail: 'The group is full.' };
const answer = (status: number, body: unknown) => Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' } }));

describe('inviting many', () => {
  it('keeps names and unread lines of what could not be done', async () => {
    const asked: { name: string; email: string }[] = [];
    vi.stubGlobal('fetch', (_: unknown, init?: RequestInit) => {
      const one = JSON.parse(String(init?.body)) as { name: string; email: string };
      asked.push(one);
      return one.email.startsWith('kim') ? answer(409, refused) : answer(200, {});
    });
    render(<InviteMany data={group} onClose={close} onDone={() => undefined} />);
    const addresses = () => screen.getByLabelText<HTMLTextAreaElement>('Addresses');
    await userEvent.click(await screen.findByLabelText('Addresses'));
    await userEvent.paste('Ingrid Aas <ingrid@client.example>\nKimberly Ode <kim@client.example>\nno@where\nkim.two@client.example');
    const two = screen.getByLabelText('Name of kim.two@client.example');
    await userEvent.clear(two);
    await userEvent.type(two, 'Kim the Second');

    await userEvent.click(screen.getByRole('button', { name: 'Invite 3 people' }));

    await waitFor(() => expect(addresses().value).toBe('kim@client.example\nkim.two@client.example\nno@where'));
    expect(screen.getByLabelText<HTMLInputElement>('Name of kim@client.example').value).toBe('Kimberly Ode');
    expect(screen.getByLabelText<HTMLInputElement>('Name of kim.two@client.example').value).toBe('Kim the Second');
    expect(asked.map(({ name }) => name).sort()).toEqual(['Ingrid Aas', 'Kim the Second', 'Kimberly Ode']);
    expect(close).not.toHaveBeenCalled();
  });
});
