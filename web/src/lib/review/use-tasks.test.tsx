import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { useReducer, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pagePoint } from '../annotate/geometry';
import { keys } from '../api/keys';
import type { Comment } from '../api/types';
import { toasts } from '../ui/toast';
import { toBody } from './body';
import { comment, ingrid, reviewPage } from './review-fixture';
import { EMPTY_DRAFT, readKept, writeKept } from './drafts';
import { draftOf, reduceReview, startState, type ReviewState } from './review-state';
import { threadsOf } from './threads';
import type { UnsentComment } from './unsent';
import { useTasks } from './use-tasks';

// The edge is the network: each request waits until the test answers it.
type Request = { readonly address: string; readonly body: unknown; readonly answer: (value: unknown, status?: number) => Promise<void> };
let requests: Request[];

beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', (address: string, init: RequestInit) =>
    new Promise<Response>((resolve) => {
      const answer = (value: unknown, status = 200) => act(async () => resolve(new Response(JSON.stringify(value), { status })));
      requests.push({ address, body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body, answer });
    }),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  sessionStorage.clear();
  for (const { id } of toasts.snapshot()) toasts.close(id);
});

const refusal = { code: 'unavailable', detail: 'The server is resting.' };
const said = () => toasts.snapshot().map(({ text }) => text);
const next = (address: string) => waitFor(() => requests.find((request) => request.address.endsWith(address)) ?? Promise.reject(new Error(`nobody asks for ${address}`)));

const waits = (clientId: string, more: Partial<UnsentComment> = {}): UnsentComment => ({ clientId, parent: null, body: toBody('Less blue', []), markers: [], teamOnly: false, attachments: [], writtenAt: 0, state: 'kept', reason: null, ...more });

function open(start: Partial<ReviewState> = {}, comments: Comment[] = [], page = reviewPage()) {
  const client = new QueryClient();
  client.setQueryData(keys.comments('rev_3'), { comments });
  const around = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  const screen = () => {
    const [state, tell] = useReducer(reduceReview, { ...startState({ drafts: {}, unsent: [], sentence: '' }, 'point'), ...start });
    return { state, tell, tasks: useTasks({ page, state, pageInView: null, tell }) };
  };
  const { result, unmount } = renderHook(screen, { wrapper: around });
  const write = (text: string) => act(() => result.current.tell({ type: 'typed', text, mentions: [] }));
  return { result, unmount, write, listed: () => client.getQueryData<{ comments: Comment[] }>(keys.comments('rev_3'))?.comments ?? [] };
}

describe('a comment on its way', () => {
  const kept = () => readKept(sessionStorage, 'rev_3').unsent;
  const leave = ({ result, unmount }: ReturnType<typeof open>) => {
    writeKept(sessionStorage, 'rev_3', result.current.state);
    unmount();
  };

  it('when the page was closed is sent again, with the same id', async () => {
    const { result, listed } = open({ unsent: [waits('u1', { state: 'sending' }), waits('u2')] });
    const request = await next('/comments');
    expect(requests).toHaveLength(1);
    expect(request.body).toMatchObject({ client_id: 'u1' });
    await request.answer(comment('cmt_9', 'Less blue'));
    await waitFor(() => expect(result.current.state.unsent.map(({ clientId }) => clientId)).toEqual(['u2']));
    expect(listed().map(({ id }) => id)).toEqual(['cmt_9']);
  });

  it('arrives after the file was left, and nothing is kept of it', async () => {
    const screen = open();
    screen.write('Less blue');
    act(() => screen.result.current.tasks.send());
    leave(screen);
    expect(kept()).toHaveLength(1);
    await (await next('/comments')).answer(comment('cmt_9', 'Less blue'));
    await waitFor(() => expect(kept()).toEqual([]));
    expect(said()).toEqual([]);
  });

  it('that is refused after the file was left says so and keeps its words', async () => {
    const screen = open();
    screen.write('Less blue');
    act(() => screen.result.current.tasks.send());
    leave(screen);
    await (await next('/comments')).answer(refusal, 503);
    await waitFor(() => expect(kept()).toMatchObject([{ state: 'failed', reason: refusal.detail }]));
    expect(said()).toEqual(['Your comment on Key visual A was not sent. The server is resting. Its text is kept with the file.']);
  });

  it('is not sent twice when its writer comes back before the answer', async () => {
    const screen = open();
    screen.write('Less blue');
    act(() => screen.result.current.tasks.send());
    leave(screen);
    const back = open({ unsent: kept() });
    await (await next('/comments')).answer(comment('cmt_9', 'Less blue'));
    await waitFor(() => expect(back.result.current.state.unsent).toEqual([]));
    expect(requests.filter(({ address }) => address.endsWith('/comments'))).toHaveLength(1);
  });
});

describe('changing a sent comment', () => {
  const own = comment('cmt_1', 'Too blue', { author: ingrid });
  const change = (screen: ReturnType<typeof open>) => {
    act(() => screen.result.current.tell({ type: 'edit', comment: own.id }));
    act(() => screen.result.current.tell({ type: 'rewritten', comment: own.id, text: 'Less blue', mentions: [] }));
    act(() => screen.result.current.tasks.saveEdit(own, 'Less blue', []));
  };

  it('shows it at once and opens the box with the words again when it is refused', async () => {
    const screen = open({}, [own]);
    change(screen);
    expect(screen.result.current.state.editing).toBeNull();
    await (await next('/comments/cmt_1')).answer(refusal, 503);
    await waitFor(() => expect(screen.result.current.state.editing).toBe('cmt_1'));
    expect(draftOf(screen.result.current.state, 'edit:cmt_1').text).toBe('Less blue');
    expect(said()).toEqual([refusal.detail]);
    expect(screen.listed()).toEqual([own]);
  });

  it('forgets the words once they are saved, on the screen or after it was left', async () => {
    const screen = open({}, [own]);
    change(screen);
    await (await next('/comments/cmt_1')).answer({ ...own, edited_at: 1 });
    await waitFor(() => expect(screen.result.current.state.drafts).toEqual({}));

    requests = [];
    const left = open({}, [own]);
    change(left);
    writeKept(sessionStorage, 'rev_3', left.result.current.state);
    left.unmount();
    await (await next('/comments/cmt_1')).answer({ ...own, edited_at: 1 });
    await waitFor(() => expect(readKept(sessionStorage, 'rev_3').drafts).toEqual({}));
  });
});

describe('writing a kept comment again', () => {
  const entry = (screen: ReturnType<typeof open>) => threadsOf([], screen.result.current.state.unsent, ingrid)[0]!.root;
  const anchors = [{ page: null, shape: { kind: 'point' as const, at: pagePoint(0.5, 0.5) }, text: null }];

  it('does not take the place of words that are half written', () => {
    const screen = open({ unsent: [waits('u1')] });
    screen.write('Something else');
    act(() => screen.result.current.tasks.rewrite(entry(screen)));
    expect(draftOf(screen.result.current.state).text).toBe('Something else');
    expect(screen.result.current.state.unsent).toHaveLength(1);
    expect(said()).toEqual(['You are writing something else there. Send it or keep it first.']);
  });

  it('brings its own marker, or none', () => {
    const screen = open({ unsent: [waits('u1')], drafts: { new: { ...EMPTY_DRAFT, anchors } } });
    act(() => screen.result.current.tasks.rewrite(entry(screen)));
    expect(draftOf(screen.result.current.state)).toMatchObject({ text: 'Less blue', anchors: [] });
  });
});

describe('an answer whose comment was deleted', () => {
  it('is written again as a comment of its own, which guests read only when the writer says so', () => {
    const again = (page: ReturnType<typeof reviewPage>) => {
      const screen = open({ unsent: [waits('u1', { parent: 'cmt_1' })] }, [], page);
      act(() => screen.result.current.tasks.rewrite(threadsOf([], screen.result.current.state.unsent, ingrid)[0]!.root));
      return draftOf(screen.result.current.state).teamOnly;
    };
    expect(again(reviewPage({ abilities: ['comment', 'team_only'] }))).toBe(true);
    expect(again(reviewPage({ abilities: ['comment'] }))).toBe(false);
  });

  it('is written again as a comment of its own, for the readers it had', () => {
    const screen = open({ unsent: [waits('u1', { parent: 'cmt_1', teamOnly: true })] });
    act(() => screen.result.current.tasks.rewrite(threadsOf([], screen.result.current.state.unsent, ingrid)[0]!.root));
    const { state } = screen.result.current;
    expect([state.target, draftOf(state).text, draftOf(state).teamOnly]).toEqual(['new', 'Less blue', true]);
  });

  it('is neither sent nor kept from the composer', () => {
    const deleted = comment('cmt_1', 'Too blue', { deleted: true });
    const screen = open({ target: 'cmt_1' }, [deleted, comment('cmt_2', 'Why', { parent: 'cmt_1' })]);
    screen.write('Less blue');
    act(() => screen.result.current.tasks.send());
    act(() => screen.result.current.tasks.keep());
    expect(screen.result.current.state.unsent).toEqual([]);
    expect(said()[0]).toBe('The comment that you are answering was deleted.');
  });
});

describe('files of a comment', () => {
  it('are waited for: neither Send nor Add to my review leaves them behind', async () => {
    const { result, write } = open();
    write('See the file');
    act(() => void result.current.tasks.attach([new File(['abc'], 'a.txt')]));
    expect(result.current.state.attaching).toBe(true);
    act(() => result.current.tasks.send());
    act(() => result.current.tasks.keep());
    expect(result.current.state.unsent).toEqual([]);
    expect(draftOf(result.current.state).text).toBe('See the file');
    expect(said()[0]).toContain('on their way');
    await (await next('/attachments')).answer({ id: 'att_1', name: 'a.txt', size: 3 });
    await waitFor(() => expect(result.current.state.attaching).toBe(false));
    act(() => result.current.tasks.send());
    expect(result.current.state.unsent).toMatchObject([{ attachments: [{ id: 'att_1' }] }]);
  });

  it('that are refused do not hold the comment up', async () => {
    const { result, write } = open();
    write('See the file');
    act(() => void result.current.tasks.attach([new File(['abc'], 'a.txt')]));
    await (await next('/attachments')).answer(refusal, 503);
    await waitFor(() => expect(result.current.state.attaching).toBe(false));
    act(() => result.current.tasks.send());
    expect(result.current.state.unsent).toHaveLength(1);
  });
});
