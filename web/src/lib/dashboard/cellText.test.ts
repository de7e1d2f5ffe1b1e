import { expect, it } from 'vitest';
import type { CellReview, Dot } from '../api/types';
import { cellName, cellText } from './cellText';

const now = new Date(2027, 4, 18, 14, 0).getTime();
const hour = 3_600_000;
const review = (change: Partial<CellReview>): CellReview => ({ id: 'rev_1', status: 'review', version: 'ver_1', version_number: 1, due_at: null, due_zone: null, locked: false, overdue: false, comments_open: 0, dots: [], ...change });
const dot = (state: Dot['state'], at: number | null): Dot => ({ person: { id: state, name: 'Ingrid Solberg', initials: 'IS', guest: true }, state, at, version_number: 1, level: null, sentence: null });

it.each([
  ['an open review with its due date', review({ due_at: now + 4 * hour }), 'review', 'Due today, 18:00'],
  ['an open review without one', review({}), 'review', 'No due date'],
  ['a late review as overdue', review({ due_at: now - 24 * hour, overdue: true }), 'overdue', 'Was due yesterday'],
  ['a decided review of everybody', review({ status: 'approve', dots: [dot('approve', now)] }), 'approve', 'All decided'],
  ['a review decided while others are missing', review({ status: 'reject', dots: [dot('reject', now - 96 * hour), dot('open', null)] }), 'reject', 'Decided Fri 14 May'],
  ['needed changes that have a date', review({ status: 'request', due_at: now + 24 * hour }), 'request', 'Due tomorrow, 14:00'],
  ['a status that nobody decided', review({ status: 'approve', dots: [dot('open', null)] }), 'approve', 'Set by hand'],
])('shows %s', (_what, one, look, second) => expect(cellText(one, now)).toMatchObject({ look, second }));

it('says the whole cell to screen readers', () =>
  expect(cellName('Client', review({ due_at: now + 4 * hour, locked: true, dots: [dot('request_changes', now)] }), now)).toBe(
    'Client: In review. Due today, 18:00. locked. Ingrid Solberg requests changes',
  ));
