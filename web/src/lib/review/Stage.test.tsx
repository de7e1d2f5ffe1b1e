import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Kind, Preview } from '../api/types';
import type { StageProps } from '../viewers/stage';
import { onScreen, reviewPage } from './review-fixture';
import { Stage } from './Stage';

vi.mock('../viewers/image/ImageStage', () => ({ ImageStage: ({ preview }: { preview: Preview }) => <p>{preview.state === 'ready' ? 'The picture, known' : 'The picture'}</p> }));

// The edge is the network: no connection, until there is one.
let asked: number;
let online: Partial<Preview> | null;

beforeEach(() => {
  asked = 0;
  online = null;
  vi.stubGlobal('fetch', () => {
    asked += 1;
    return online ? Promise.resolve(new Response(JSON.stringify(online))) : Promise.reject(new TypeError('Failed to fetch'));
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function show(kind: Kind) {
  const page = reviewPage();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const stage = onScreen(<Stage stage={{} as StageProps} strip={null} onPage={vi.fn()} />, { page: { ...page, version: { ...page.version, kind } } });
  render(<QueryClientProvider client={client}>{stage}</QueryClientProvider>);
}

it('a picture stays on the stage when nobody answers, and is asked about until somebody does', async () => {
  vi.useFakeTimers();
  show('image');
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(screen.getByText('The picture')).toBeTruthy();
  online = { state: 'ready' };
  await act(() => vi.advanceTimersByTimeAsync(6_000));
  expect(asked).toBe(2);
  expect(screen.getByText('The picture, known')).toBeTruthy();
});

it('another file is not said to have no preview because nobody answered', async () => {
  show('office');
  expect((await screen.findByRole('alert')).textContent).toContain('No connection');
  expect(screen.queryByText(/No preview/)).toBeNull();
  online = { state: 'failed', reason: 'The file is damaged.' };
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('No preview')).toBeTruthy();
});
