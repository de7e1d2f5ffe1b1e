import { expect, test } from 'vitest';
import { ProblemError } from '../api/problem';
import { askedForCode, digitsOf } from './asked';

test('the door asks for what the server needs', () => {
  const refused = (code: string) => new ProblemError({ status: 401, code, detail: '' });
  expect(askedForCode(refused('code_needed'))).toBe('address');
  expect(askedForCode(refused('code_needed_named'))).toBe('named');
  expect(askedForCode(refused('code_needed_own'))).toBe('own');
  expect(askedForCode(refused('password_needed'))).toBeNull();
  expect(askedForCode(new Error('code_needed'))).toBeNull();
});

test.each([
  ['123456', '123456'],
  ['123 456', '123456'],
  ['123-456 ', '123456'],
  ['Your code: 012345.', '012345'],
  ['on 5 May: 012345', '012345'],
  ['12', '12'],
  ['12a34', '1234'],
  ['1234567', '123456'],
  ['', ''],
])('reads %j as %j', (text, digits) => {
  expect(digitsOf(text, 6)).toBe(digits);
});

test('reads as many digits as the server says', () => {
  expect(digitsOf('Your code, from 5 May: 0123-4567.', 8)).toBe('01234567');
  expect(digitsOf('123456', 8)).toBe('123456');
  expect(digitsOf('123456', 4)).toBe('1234');
});
