import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { useReview } from './context';
import { fakeTasks, onScreen } from './review-fixture';
import type { Panel } from './review-state';
import { useKeys } from './use-keys';

afterEach(cleanup);

function Screen({ children }: { children: ReactNode }) {
  useKeys(useReview().acting);
  return children;
}

async function sends(panel: Panel, element: ReactNode, role: string) {
  const send = vi.fn();
  render(onScreen(<Screen>{element}</Screen>, { tasks: fakeTasks({ send }), state: { panel } }));
  screen.getByRole(role).focus();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  cleanup();
  return send.mock.calls.length;
}

it('Ctrl Enter sends the comment from beside its field', async () => {
  expect(await sends('comments', <button type="button" />, 'button')).toBe(1);
});

it('Ctrl Enter in a field of something else, or beside another panel, sends no comment', async () => {
  expect(await sends('comments', <textarea />, 'textbox')).toBe(0);
  expect(await sends('comments', <input type="search" />, 'searchbox')).toBe(0);
  expect(await sends('decision', <button type="button" />, 'button')).toBe(0);
});
