import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys } from '../api/keys';
import { CopyComments, resultWords, sourcesOf } from './CopyComments';
import { toasts } from '../ui/toast';
import { comment, jonas, onScreen, reviewPage } from './review-fixture';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const version = (id: string, number: number) => ({ id, number, size: 1, kind: 'other' as const, extension: 'bin', created_at: 0, created_by: null });
const page = reviewPage({
  version: { ...version('ver_3', 3), sha256: 'ab' },
  versions: [
    { version: version('ver_4', 4), review: 'rev_4', status: 'review' },
    { version: version('ver_3', 3), review: 'rev_3', status: 'review' },
    { version: version('ver_2', 2), review: 'rev_2', status: 'review' },
    { version: version('ver_1', 1), review: null, status: null },
  ],
  groups: [
    { id: 'grp_c', name: 'Client', review: 'rev_3' },
    { id: 'grp_l', name: 'Legal', review: 'rev_9' },
    { id: 'grp_x', name: 'Internal', review: null },
  ],
});

describe('copying comments', () => {
  let asked: { path: string; body: unknown }[];
  let client: QueryClient;
  beforeEach(() => {
    asked = [];
    client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
    client.setQueryData(keys.comments('rev_2'), { comments: [comment('cmt_1', 'Move the logo'), comment('cmt_2', 'Less blue', { number: 2 }), comment('cmt_3', 'Done', { number: 3, resolved: { by: jonas, at: 1 } })] });
    client.setQueryData(keys.comments('rev_9'), { comments: [comment('cmt_9', 'Names a person')] });
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      asked.push({ path, body: init.method === 'DELETE' ? 'deleted' : JSON.parse(String(init.body)) });
      return Promise.resolve(init.method === 'DELETE' ? new Response(null, { status: 204 }) : new Response(JSON.stringify({ copied: 2, there: 1, gone: 0, made: ['cmt_7', 'cmt_8'] }), { status: 200 }));
    });
  });
  const show = (onClose = vi.fn()) => render(<QueryClientProvider client={client}>{onScreen(<CopyComments onClose={onClose} />, { page })}</QueryClientProvider>);

  it('offers the version before first, then later ones, then other groups', () => {
    expect(sourcesOf(page).map((source) => [source.review, source.label, source.otherGroup])).toEqual([
      ['rev_2', 'v2, Client', false],
      ['rev_4', 'v4, Client', false],
      ['rev_9', 'v3, Legal', true],
    ]);
  });

  it('copies what is chosen and says what became of it', async () => {
    const onClose = vi.fn();
    show(onClose);
    await userEvent.click(await screen.findByRole('checkbox', { name: /Less blue/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Copy 1 comment' }));
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(asked).toEqual([{ path: '/api/v1/reviews/rev_3/comments/copy', body: { from: 'rev_2', comments: [{ comment: 'cmt_1' }] } }]);
  });

  it('takes the copies back, replies first', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Copy 2 comments' }));
    await vi.waitFor(() => expect(toasts.snapshot().at(-1)?.action?.label).toBe('Undo'));
    asked = [];
    toasts.snapshot().at(-1)?.action?.run();
    await vi.waitFor(() => expect(asked).toEqual(['cmt_8', 'cmt_7'].map((id) => ({ path: `/api/v1/comments/${id}`, body: 'deleted' }))));
  });

  it('leaves resolved ones out until they are asked for', async () => {
    show();
    expect(await screen.findAllByRole('checkbox', { name: /Jonas Weber/ })).toHaveLength(2);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Resolved ones as well' }));
    expect(screen.getByRole('button', { name: 'Copy 3 comments' })).toBeTruthy();
  });

  it('keeps what comes from another group in the team unless somebody says otherwise', async () => {
    show();
    const team = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Only the team sees the copies' });
    await screen.findByRole('checkbox', { name: /Less blue/ });
    expect(team().checked).toBe(false);
    await userEvent.click(screen.getByRole('radio', { name: 'v3, Legal' }));
    expect(team().checked).toBe(true);
  });

  it('says the result in words', () => {
    expect(resultWords({ copied: 1, there: 0, gone: 0 })).toBe('Copied 1 comment');
    expect(resultWords({ copied: 0, there: 3, gone: 1 })).toBe('Nothing copied; 3 were here already; 1 has no words any more');
  });
});
