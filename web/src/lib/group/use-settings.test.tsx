import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { groupQuery } from '../api/queries';
import type { GroupPage, GroupSettings } from '../api/types';
import { useSettings } from './use-settings';

// The edge is the network: a server that keeps what it is sent, when it is let to answer.
let stored: Partial<GroupSettings>;
let sent: unknown[];
let answers: (() => void)[];
let refuse: boolean;

beforeEach(() => {
  stored = { invited_only: false, mailed_code: false };
  sent = [];
  answers = [];
  refuse = false;
  vi.stubGlobal('fetch', (_address: string, init: RequestInit) => {
    if (init.method !== 'PATCH') return Promise.resolve(new Response(JSON.stringify(page())));
    const { settings } = JSON.parse(String(init.body)) as { settings: Partial<GroupSettings> };
    sent.push(settings);
    return new Promise<Response>((answer) =>
      answers.push(() => {
        if (refuse) return answer(new Response(JSON.stringify({ title: 'No', detail: 'No mail server is set up here.', status: 409, code: 'no_mail' }), { status: 409 }));
        stored = { ...stored, ...settings };
        answer(new Response(null, { status: 204 }));
      }),
    );
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const page = () => ({ group: { id: 'grp_1', settings: stored }, project: { id: 'prj_1' } }) as GroupPage;

async function open() {
  const client = new QueryClient();
  client.setQueryData(groupQuery('grp_1').queryKey, page());
  const around = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  const { result } = renderHook(() => useSettings(useQuery(groupQuery('grp_1')).data ?? page()), { wrapper: around });
  const answer = () => waitFor(() => expect(answers.length).toBeGreaterThan(0)).then(() => act(async () => answers.shift()?.()));
  return { result, answer };
}

it('two quick changes are both shown, sent alone and in turn, and saved', async () => {
  const { result, answer } = await open();
  act(() => result.current.set({ invited_only: true }));
  act(() => result.current.set({ mailed_code: true }));
  await waitFor(() => expect(result.current.settings).toMatchObject({ invited_only: true, mailed_code: true }));
  expect(sent).toEqual([{ invited_only: true }]);
  await answer();
  await waitFor(() => expect(sent).toEqual([{ invited_only: true }, { mailed_code: true }]));
  expect(result.current).toMatchObject({ state: 'saving', settings: { invited_only: true, mailed_code: true } });
  await answer();
  await waitFor(() => expect(result.current.state).toBe('saved'));
  expect(result.current.settings).toMatchObject({ invited_only: true, mailed_code: true });
  expect(stored).toEqual({ invited_only: true, mailed_code: true });
});

it('a refused change is taken back and does not take others with it', async () => {
  const { result, answer } = await open();
  act(() => result.current.set({ invited_only: true }));
  await answer();
  act(() => result.current.set({ mailed_code: true }));
  await waitFor(() => expect(result.current.settings.mailed_code).toBe(true));
  refuse = true;
  await answer();
  await waitFor(() => expect(result.current.state).toBe('refused'));
  expect(result.current.settings).toMatchObject({ invited_only: true, mailed_code: false });
});
