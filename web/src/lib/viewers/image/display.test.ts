import { expect, it } from 'vitest';
import { isTooSmall } from './display';

const photo = { width: 4000, height: 3000 };
const small = { width: 1080, height: 810 };

it.each([
  ['a picture that fills a phone', small, photo, 0.1, 3, false],
  ['a picture that somebody looks closer at', small, photo, 0.2, 3, true],
  ['the whole copy, however close', { width: 2560, height: 1920 }, photo, 2, 3, false],
  ['a small original, however close', { width: 800, height: 600 }, { width: 800, height: 600 }, 4, 3, false],
  ['a drawing at its own size', small, { width: 200, height: 150 }, 1, 3, false],
  ['a drawing that is enlarged', small, { width: 200, height: 150 }, 4, 3, true],
])('%s', (_, came, picture, scale, density, expected) => {
  expect(isTooSmall(came, picture, scale, density)).toBe(expected);
});
