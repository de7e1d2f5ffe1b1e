// The statements of one person on one review in the order in which they name each other.

import type { Decision, DecisionPage } from '../api/types';

/** From the first statement to the newest, the one at hand among them. */
export function chainOf(page: DecisionPage): readonly Decision[] {
  const all: readonly Decision[] = [page, ...page.others];
  const byId = new Map(all.map((decision) => [decision.id, decision]));
  const chain: Decision[] = [page];
  const known = new Set([page.id]);
  for (let before = byId.get(page.predecessor ?? ''); before && !known.has(before.id); before = byId.get(before.predecessor ?? '')) {
    chain.unshift(before);
    known.add(before.id);
  }
  const after = (id: string) => all.find((decision) => decision.predecessor === id && !known.has(decision.id));
  for (let next = after(page.id); next; next = after(next.id)) {
    chain.push(next);
    known.add(next.id);
  }
  return chain;
}
