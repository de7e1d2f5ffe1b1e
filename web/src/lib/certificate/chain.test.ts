// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Decision, DecisionPage } from '../api/types';
import { chainOf } from './chain';

const made = (id: string, predecessor: string | null): Decision => ({
  id,
  predecessor,
  person: { id: 'per_i', name: 'Ingrid', initials: 'I', guest: true },
  verdict: 'approve',
  sentence: null,
  at: 0,
  level: 'link',
  version: 'ver_1',
  version_number: 1,
  certificate: id,
  superseded: false,
  key_id: 'k',
});
const page = (own: Decision, others: Decision[]): DecisionPage => ({ ...own, meaning: '', sha256: '', size: 0, file_name: '', project_name: '', group_name: '', team_name: '', email: null, time_zone: 'UTC', others, command: '' });
const [first, second, third, other] = [made('a', null), made('b', 'a'), made('c', 'b'), made('x', null)] as [Decision, Decision, Decision, Decision];

describe('the statements of one person', () => {
  it('stand in the order in which they name each other, wherever one looks from', () => {
    for (const [own, rest] of [[first, [third, other, second]], [second, [other, third, first]], [third, [second, first, other]]] as const) {
      expect(chainOf(page(own, [...rest])).map((decision) => decision.id)).toEqual(['a', 'b', 'c']);
    }
  });

  it('end where a statement is missing or names itself', () => {
    expect(chainOf(page(third, [first])).map((decision) => decision.id)).toEqual(['c']);
    const circle = made('s', 's');
    expect(chainOf(page(circle, [circle])).map((decision) => decision.id)).toEqual(['s']);
  });
});
