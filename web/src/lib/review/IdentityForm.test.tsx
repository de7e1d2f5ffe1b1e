import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { ProblemError } from '../api/problem';
import { IdentityForm } from './IdentityForm';
import { onScreen } from './review-fixture';

afterEach(cleanup);

it.each([
  [true, 'Too many tries. Your words are kept.'],
  [false, 'Too many tries.'],
])('after a refusal speaks of kept words only where some were written: %s', async (written, words) => {
  const refused = () => Promise.reject(new ProblemError({ status: 429, code: 'too_many', detail: 'Too many tries.' }));
  render(onScreen(<IdentityForm written={written} button="Go on" busy="One moment" onDone={refused} />));
  await userEvent.type(screen.getByLabelText('Your name'), 'Ingrid Solberg');
  await userEvent.type(screen.getByLabelText('Your e-mail address'), 'ingrid@nordlys.example');
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  expect((await screen.findByRole('alert')).textContent).toBe(words);
});
