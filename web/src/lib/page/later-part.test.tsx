import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { toasts } from '../ui/toast';
import { laterPart } from './later-part';

afterEach(() => {
  cleanup();
  for (const { id } of toasts.snapshot()) toasts.close(id);
});

function Question({ onClose }: { onClose: () => void }) {
  return <button type="button" onClick={onClose}>Answer</button>;
}

it('a part that does not load says so, leaves the page alone, and comes when it is opened again', async () => {
  const answers = [Promise.reject(new TypeError('Failed to fetch')), Promise.resolve(Question)];
  const Part = laterPart(() => answers.shift() ?? Promise.reject(new Error('asked too often')));
  function Page() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <button type="button" onClick={() => setOpen(true)}>{open ? 'Opened' : 'Open'}</button>
        {open && <Part onClose={() => setOpen(false)} />}
      </>
    );
  }
  render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
  act(() => screen.getByText('Open').click());
  await waitFor(() => expect(toasts.snapshot()).toHaveLength(1));
  expect(toasts.snapshot()[0]?.text).toContain('did not load');
  await screen.findByText('Open');
  act(() => screen.getByText('Open').click());
  await screen.findByText('Answer');
  expect(screen.getByText('Opened')).toBeTruthy();
  expect(toasts.snapshot()).toHaveLength(1);
});

it('a part that was prepared is there at once', async () => {
  const Part = laterPart(() => Promise.resolve(Question));
  await act(async () => Part.prepare());
  render(<Part onClose={() => undefined} />);
  expect(screen.getByText('Answer')).toBeTruthy();
});
