import { expect, it } from 'vitest';
import { favouritesFirst } from './marks';

it('puts favourites first and leaves the rest as it was', () => {
  const projects = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
  expect(favouritesFirst(projects, ['d', 'b', 'gone']).map(({ id }) => id)).toEqual(['b', 'd', 'a', 'c']);
});
