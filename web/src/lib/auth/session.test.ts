import { expect, it } from 'vitest';
import { safeNext } from './session';

it.each([
  [undefined, '/'],
  ['/projects/pro_1?x=1', '/projects/pro_1?x=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('after sign-in %s leads to %s', (next, path) => expect(safeNext(next)).toBe(path));
