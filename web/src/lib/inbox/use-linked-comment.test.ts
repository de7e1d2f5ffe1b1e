import { expect, it } from 'vitest';
import type { Comment } from '../api/types';
import { linkedRoot } from './use-linked-comment';

const comments = [
  { id: 'cmt_1', parent: null },
  { id: 'cmt_2', parent: 'cmt_1' },
] as Comment[];

it.each([
  ['?comment=cmt_1', 'cmt_1'],
  ['?comment=cmt_2', 'cmt_1'],
  ['?comment=cmt_3', undefined],
  ['?comment=<script>', undefined],
  ['', undefined],
])('opens the comment of %s', (search, expected) => expect(linkedRoot(comments, search)).toBe(expected));
