import { expect, it } from 'vitest';
import { ProblemError, retryWords } from './problem';

const refused = (retry_after?: number) => new ProblemError({ status: 429, code: 'too_many', detail: 'Too many tries.', ...(retry_after !== undefined && { retry_after }) });

it.each([
  [1, ' Try again in 1 second.'],
  [30, ' Try again in 30 seconds.'],
  [89, ' Try again in 89 seconds.'],
  [90, ' Try again in 2 minutes.'],
  [121, ' Try again in 3 minutes.'],
  [1_200, ' Try again in 20 minutes.'],
])('after %d s says%s', (seconds, words) => expect(retryWords(refused(seconds))).toBe(words));

it('says nothing where the server did not say when', () => {
  expect(retryWords(refused())).toBe('');
  expect(retryWords(refused(0))).toBe('');
  expect(retryWords(new Error('Try again in 5 seconds.'))).toBe('');
  expect(retryWords(null)).toBe('');
});
