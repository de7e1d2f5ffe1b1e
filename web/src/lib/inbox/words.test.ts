import { expect, it } from 'vitest';
import type { InboxItem } from '../api/types';
import { everyWord, pathOf, sentenceOf } from './words';

const item = (change: Partial<InboxItem>): InboxItem => ({
  id: 'itm_1',
  kind: 'mention',
  at: 0,
  unread: true,
  person: { id: 'per_1', name: 'Ida Solberg', initials: 'IS', guest: false },
  words: null,
  verdict: null,
  team_only: false,
  place: { review: 'rev_1', file_name: 'Poster.png', version_number: 2, project_name: 'Launch', group_name: 'Client', due_at: null, due_zone: null },
  comment: null,
  ...change,
});

const say = (change: Partial<InboxItem>) => Object.values(sentenceOf(item(change))).filter(Boolean).join(' ');

it.each([
  [{}, 'Ida Solberg mentioned you on Poster.png'],
  [{ kind: 'reply' }, 'Ida Solberg replied to you on Poster.png'],
  [{ kind: 'decision', verdict: 'request_changes' }, 'Ida Solberg requested changes on Poster.png'],
  [{ kind: 'review_started' }, 'Ida Solberg asks for your decision on Poster.png'],
  [{ kind: 'due_soon' }, 'Due soon: Poster.png'],
  [{ kind: 'overdue', person: null }, 'Overdue: Poster.png'],
  [{ kind: 'invitation_accepted', place: null }, 'Ida Solberg accepted your invitation and joined the team'],
] as [Partial<InboxItem>, string][])('says what happened', (change, expected) => expect(say(change)).toBe(expected));

it('leads to where it happened', () => {
  expect(pathOf(item({ comment: 'cmt_1' }))).toBe('/review/rev_1?comment=cmt_1');
  expect(pathOf(item({}))).toBe('/review/rev_1');
  expect(pathOf(item({ place: null }))).toBe('/team');
});

it('says how often', () => expect([10, 60, 480].map(everyWord)).toEqual(['Every 10 minutes', 'Every hour', 'Every 8 hours']));
