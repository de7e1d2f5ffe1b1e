import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { laterPlace } from './later-place';

afterEach(cleanup);

it('a place whose script does not come says so and comes when it is asked for again', async () => {
  const answers = [Promise.reject(new TypeError('Failed to fetch')), Promise.resolve(({ words }: { words: string }) => <p>{words}</p>)];
  const Place = laterPlace(() => answers.shift() ?? Promise.reject(new Error('asked too often')), (failure) => <section aria-label="Frame">{failure}</section>, <p>Loading</p>);
  render(<Place words="Here it is" />);
  expect(screen.getByText('Loading')).toBeTruthy();
  expect((await screen.findByRole('region', { name: 'Frame' })).textContent).toContain('No connection');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Here it is')).toBeTruthy();
});
