import { expect, it } from 'vitest';
import { offline, ProblemError } from '../api/problem';
import { each, whatFailed } from './each';

const refused = new ProblemError({ status: 409, code: 'project_archived', detail: 'It is archived.' });

it('does the rest when one fails, a few at a time', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const failures = await each([1, 2, 3, 4, 5, 6, 7, 8, 9], async (number) => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, number % 2));
    running -= 1;
    if (number === 8 || number === 2) throw refused;
    done.push(number);
  });
  expect(failures.map(({ item }) => item)).toEqual([2, 8]);
  expect(done.sort()).toEqual([1, 3, 4, 5, 6, 7, 9]);
  expect(most).toBe(4);
});

it.each([
  ['one of one', [{ item: 'a', error: refused }], 1, 'The file was not deleted. It is archived.'],
  ['one of many', [{ item: 'a', error: refused }], 9, '1 of 9 files was not deleted. “a”: It is archived.'],
  [
    'many, each reason once',
    [...['a', 'b', 'c', 'd', 'e'].map((item) => ({ item, error: refused })), { item: 'f', error: offline() }],
    9,
    '6 of 9 files were not deleted. “a”, “b”, “c” and 2 more: It is archived. “f”: No connection to the server. Nothing was lost. Check the network, then try again.',
  ],
])('says which failed and why: %s', (_what, failures, all, said) => expect(whatFailed(failures, all, 'deleted', (item) => item)).toBe(said));
