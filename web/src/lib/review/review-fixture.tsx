/** A review screen without server and router, for tests of its parts. */
import type { ReactElement } from 'react';
import { vi } from 'vitest';
import type { Comment, Decision, Person, ReviewPage } from '../api/types';
import { ReviewContext, type ReviewScreenContext, type ReviewTasks } from './context';
import { startState, type ReviewEvent, type ReviewState } from './review-state';
import { threadsOf } from './threads';

// Menus and dialogs ask for it, and jsdom has none.
if (typeof document !== 'undefined') {
  const CSS = { escape: (text: string) => text };
  Object.assign(globalThis, { CSS });
  Object.assign(document.defaultView ?? {}, { CSS });
}

export const ingrid: Person = { id: 'per_i', name: 'Ingrid Solberg', initials: 'IS', guest: true };
export const jonas: Person = { id: 'per_j', name: 'Jonas Weber', initials: 'JW', guest: false };
const sha256 = '9f2c41d8'.padEnd(56, '0') + '7be0a613';
const version = { id: 'ver_3', number: 3, size: 48_200_000, kind: 'image' as const, extension: 'PNG', created_at: 0, created_by: jonas };

export function reviewPage(more: Partial<ReviewPage> = {}): ReviewPage {
  return {
    review: { id: 'rev_3', status: 'review', due_at: null, due_zone: null, locked: false, overdue: false },
    file: { id: 'fil_1', name: 'Key visual A' },
    version: { ...version, sha256 },
    group: {
      id: 'grp_c',
      name: 'Client',
      settings: {
        comment: { review: true, request: true, approve: false },
        download: { review: true, request: true, approve: true },
        anonymous: false,
        invited_only: false,
        mailed_code: false,
        reviewer_upload: false,
        activity_mails: true,
        started_mails: true,
        password_set: false,
        approve_with_changes: true,
        reject: true,
        link_expires_at: null,
      },
    },
    project: { id: 'pro_1', name: 'Summer 2027' },
    team: { name: 'Larkfield Studio' },
    versions: [{ version, review: 'rev_3', status: 'review' }],
    newest: true,
    siblings: { previous: null, next: 'rev_4', position: 1, total: 2 },
    groups: [],
    decisions: [],
    dots: [],
    me: { person: ingrid, needs_identity: false, is_member: false, decision: null },
    verdicts: ['reject', 'approve', 'request_changes', 'approve_with_changes'],
    abilities: ['comment', 'decide', 'download'],
    people: [ingrid, jonas],
    ...more,
  };
}

export function comment(id: string, text: string, more: Partial<Comment> = {}): Comment {
  return {
    id,
    number: 1,
    parent: null,
    author: jonas,
    body: { blocks: [{ spans: [{ text }] }] },
    markers: [],
    attachments: [],
    team_only: false,
    created_at: 0,
    edited_at: null,
    resolved: null,
    likes: { count: 0, own: false, people: [] },
    pinned: null,
    copied: null,
    deleted: false,
    abilities: [],
    ...more,
  };
}

export function decision(more: Partial<Decision> = {}): Decision {
  return {
    id: 'dec_1',
    person: ingrid,
    verdict: 'approve',
    sentence: null,
    at: Date.UTC(2027, 4, 18, 12, 32),
    level: 'link',
    version: 'ver_3',
    version_number: 3,
    certificate: 'CS-7K4M-92QD',
    superseded: false,
    predecessor: null,
    key_id: '9f2c41d8',
    ...more,
  };
}

export function fakeTasks(more: Partial<ReviewTasks> = {}) {
  return {
    send: vi.fn(),
    retry: vi.fn(),
    discard: vi.fn(),
    keep: vi.fn(),
    rewrite: vi.fn(),
    sendKept: vi.fn(),
    discardKept: vi.fn(),
    attach: vi.fn<ReviewTasks['attach']>().mockResolvedValue(undefined),
    like: vi.fn(),
    pin: vi.fn(),
    copyLink: vi.fn(),
    saveEdit: vi.fn(),
    remove: vi.fn(),
    settle: vi.fn(),
    adjust: vi.fn(),
    identify: vi.fn<ReviewTasks['identify']>().mockResolvedValue(undefined),
    withdraw: vi.fn<ReviewTasks['withdraw']>().mockResolvedValue(decision({ verdict: 'withdraw' })),
    decide: vi.fn<ReviewTasks['decide']>().mockResolvedValue(decision()),
    ...more,
  };
}

type Given = { page?: ReviewPage; comments?: Comment[]; state?: Partial<ReviewState>; tasks?: ReviewTasks; tell?: (event: ReviewEvent) => void; select?: (comment: string) => void };

/** The element inside a review screen whose state does not change by itself. */
export function onScreen(element: ReactElement, { page = reviewPage(), comments = [], state = {}, tasks = fakeTasks(), tell = vi.fn(), select = vi.fn() }: Given = {}): ReactElement {
  const full = { ...startState({ drafts: {}, unsent: [], sentence: '' }, 'point'), ...state };
  const threads = threadsOf(comments, full.unsent, page.me.person);
  const context: ReviewScreenContext = {
    page,
    state: full,
    tell,
    threads,
    shown: threads,
    commentsLoaded: true,
    commentsFailed: null,
    viewer: page.me.person,
    tasks,
    select,
    goTo: vi.fn(),
    pageInView: null,
    markable: true,
    layout: 'wide',
    acting: { state: full, page, threads, stage: null, tell, goTo: vi.fn(), select, settle: tasks.settle, like: tasks.like, send: tasks.send, openVersions: vi.fn(), openHelp: vi.fn() },
    openHelp: vi.fn(),
    openCopy: vi.fn(),
    followed: { current: 0 },
  };
  return <ReviewContext value={context}>{element}</ReviewContext>;
}
