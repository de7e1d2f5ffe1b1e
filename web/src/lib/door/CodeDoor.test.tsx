import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CodeDoor } from './CodeDoor';

const opened = { review: 'rev_1' };
const onOpened = vi.fn();
const checked: unknown[] = [];

// The edge is the network: a server whose codes are longer and live shorter than usual.
beforeEach(() => {
  checked.length = 0;
  onOpened.mockClear();
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    const check = address.endsWith('/check');
    if (check) checked.push(JSON.parse(String(init.body)));
    return Promise.resolve(new Response(JSON.stringify(check ? opened : { digits: 8, lives_for: 300, again_after: 30 })));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('asks for as many digits as a code has, says how long it works, and opens with the last of them', async () => {
  const door = <CodeDoor link="lnk_1" secret="s" password={undefined} asked="own" onOpened={onOpened} refused={() => null} />;
  render(<QueryClientProvider client={new QueryClient()}>{door}</QueryClientProvider>);
  await userEvent.click(screen.getByRole('button', { name: 'Mail me a code' }));
  expect((await screen.findByRole('status')).textContent).toBe('A code with 8 digits is on its way to the address you were invited by. It works for 5 minutes, in this browser.');
  const field = screen.getByRole('textbox', { name: 'Code from the mail' });
  await userEvent.type(field, '0123456');
  await userEvent.click(screen.getByRole('button', { name: 'Open the review' }));
  expect(checked).toEqual([]);
  await userEvent.type(field, '7');
  await waitFor(() => expect(onOpened).toHaveBeenCalledOnce());
  expect(checked).toEqual([{ secret: 's', code: '01234567' }]);
});
