import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Inbox, InboxItem } from '../api/types';
import { InboxPage } from './InboxPage';

const item = (id: string, change: Partial<InboxItem> = {}): InboxItem => ({
  id,
  kind: 'mention',
  at: Date.now() - 60_000,
  unread: true,
  person: { id: 'per_1', name: 'Ida Solberg', initials: 'IS', guest: false },
  words: `Words of ${id}`,
  verdict: null,
  team_only: false,
  place: { review: 'rev_1', file_name: 'Poster.png', version_number: 2, project_name: 'Launch', group_name: 'Client', due_at: null, due_zone: null },
  comment: 'cmt_1',
  ...change,
});

// The edge is the network: a server that remembers what was marked.
let items: InboxItem[];
const sent: unknown[] = [];

function answer(body: unknown, status = 200): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status });
}

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    if (init.method === 'POST') {
      const mark = JSON.parse(String(init.body)) as { items?: string[]; all?: boolean; read: boolean };
      sent.push(mark);
      items = items.map((one) => (mark.all || mark.items?.includes(one.id) ? { ...one, unread: !mark.read } : one));
      return Promise.resolve(answer(null, 204));
    }
    const unread = address.includes('unread=true');
    const page: Inbox = { items: items.filter((one) => !unread || one.unread), next: null };
    return Promise.resolve(answer(address.includes('/inbox/unread') ? { unread: page.items.length, more: false } : page));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open() {
  const root = createRootRoute();
  const inbox = createRoute({ getParentRoute: () => root, path: '/', component: InboxPage });
  const review = createRoute({ getParentRoute: () => root, path: '/review/$review', component: () => <p>The review</p> });
  const router = createRouter({ routeTree: root.addChildren([inbox, review]), history: createMemoryHistory({ initialEntries: ['/'] }) });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return router;
}

it('opening an item marks it as read and leads to its comment', async () => {
  items = [item('itm_1'), item('itm_2', { kind: 'decision', verdict: 'approve', comment: null, unread: false })];
  const router = open();

  await userEvent.click(await screen.findByRole('link', { name: /Ida Solberg mentioned you on Poster.png/ }));

  await screen.findByText('The review');
  expect(sent).toEqual([{ items: ['itm_1'], read: true }]);
  expect(router.state.location.href).toBe('/review/rev_1?comment=cmt_1');
});

it('marks everything at once, and keeps what is read out of the unread list', async () => {
  items = [item('itm_1'), item('itm_2')];
  open();
  await screen.findAllByRole('listitem');

  await userEvent.click(screen.getByRole('button', { name: 'Mark all read' }));

  await waitFor(() => expect(screen.queryByText('Unread:')).toBeNull());
  expect(sent).toEqual([{ all: true, read: true }]);
  await userEvent.click(screen.getByRole('radio', { name: 'Unread' }));
  expect(await screen.findByText('You have read everything.')).toBeTruthy();
});

it('is used with the keyboard alone', async () => {
  items = [item('itm_1'), item('itm_2', { words: 'Second' })];
  open();
  const rows = await screen.findAllByRole('listitem');

  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(document.activeElement).toBe(within(rows[1] as HTMLElement).getByRole('link'));
  await userEvent.keyboard('e');

  await waitFor(() => expect(sent).toEqual([{ items: ['itm_2'], read: true }]));
});

it('says what will be here when nothing is', async () => {
  items = [];
  open();

  expect(await screen.findByText(/Nothing yet/)).toBeTruthy();
});
