import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.doUnmock('./ErrorPage');
  vi.resetModules();
});

it('the pages for failures are fetched some seconds after the start, so that they are there without a connection', async () => {
  vi.doMock('./ErrorPage', () => ({ NotFoundPage: () => <h1>This page is not here</h1> }));
  const { ErrorLater, prepareErrorPages } = await import('./error-later');
  vi.useFakeTimers();
  prepareErrorPages();
  await act(() => vi.advanceTimersByTimeAsync(8_000));
  vi.useRealTimers();
  await import('./ErrorPage');
  render(<ErrorLater page={({ NotFoundPage }) => <NotFoundPage />} />);
  expect(screen.getByText('This page is not here')).toBeTruthy();
});

it('where they do not come, a sentence and a way on are there', async () => {
  vi.doMock('./ErrorPage', () => {
    throw new TypeError('Failed to fetch');
  });
  const { ErrorLater } = await import('./error-later');
  render(<ErrorLater page={({ NotFoundPage }) => <NotFoundPage />} />);
  expect((await screen.findByRole('alert')).textContent).toContain('No connection');
  expect(screen.getByRole('button', { name: 'Load the page again' })).toBeTruthy();
});
