// Unsent words per review, kept in the tab's session storage so that a reload loses nothing. Comments that wait for a
// decision are among them: until they are sent they are their writer's alone, so no server keeps them, and closing the
// tab, after a warning, is enough to leave nothing behind on a borrowed device.
// Stored text is read back with suspicion: anything of an unknown form is dropped.

import type { Anchor } from '../annotate/anchor';
import type { Attachment } from '../api/types';
import type { Mention } from './body';
import type { UnsentComment } from './unsent';

export type Draft = {
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly anchors: readonly Anchor[];
  readonly teamOnly: boolean;
  readonly attachments: readonly Attachment[];
};

/** Drafts by what they answer: `new` for a fresh comment, else the id of the thread; or by the comment they change, see `editKey`. */
export type Drafts = Readonly<Record<string, Draft>>;

const EDIT = 'edit:';

/** Where the new words of a sent comment are kept; the bare id is a reply's. */
export const editKey = (comment: string) => EDIT + comment;

/** The comment whose new words are kept: the last one that was written at. */
export function editedIn(drafts: Drafts): string | null {
  return Object.keys(drafts).findLast((name) => name.startsWith(EDIT))?.slice(EDIT.length) ?? null;
}

export const EMPTY_DRAFT: Draft = { text: '', mentions: [], anchors: [], teamOnly: false, attachments: [] };

export type Kept = { readonly drafts: Drafts; readonly unsent: readonly UnsentComment[]; readonly sentence: string };

const NOTHING: Kept = { drafts: {}, unsent: [], sentence: '' };
const FORM = 3;

export function readKept(storage: Pick<Storage, 'getItem'>, review: string): Kept {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key(review)) ?? 'null');
    return isKept(stored) ? stored : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** Keeps what is worth keeping; storage that is full or forbidden is no reason to stop writing. */
export function writeKept(storage: Pick<Storage, 'setItem' | 'removeItem'>, review: string, kept: Kept): void {
  const drafts = Object.fromEntries(Object.entries(kept.drafts).filter(([, draft]) => draft.text !== '' || draft.anchors.length > 0 || draft.attachments.length > 0));
  try {
    if (Object.keys(drafts).length === 0 && kept.unsent.length === 0 && kept.sentence === '') storage.removeItem(key(review));
    else storage.setItem(key(review), JSON.stringify({ form: FORM, ...kept, drafts }));
  } catch {
    // The words are still in memory.
  }
}

/** Forgets the words of every review: whoever uses the tab next is somebody else. */
export function forgetKept(storage: Pick<Storage, 'length' | 'key' | 'removeItem'>): void {
  const kept = Array.from({ length: storage.length }, (_, at) => storage.key(at)).filter((name) => name?.startsWith(key('')));
  for (const name of kept) if (name !== null) storage.removeItem(name);
}

const key = (review: string) => `countersign.review.${review}`;

function isKept(value: unknown): value is Kept {
  if (!isRecord(value) || value['form'] !== FORM || typeof value['sentence'] !== 'string') return false;
  if (!isRecord(value['drafts']) || !Array.isArray(value['unsent'])) return false;
  return Object.values(value['drafts']).every(isDraft) && value['unsent'].every(isUnsentComment);
}

function isDraft(value: unknown): value is Draft {
  return isRecord(value) && typeof value['text'] === 'string' && Array.isArray(value['mentions']) && Array.isArray(value['anchors']) && typeof value['teamOnly'] === 'boolean' && isAttachments(value['attachments']);
}

function isUnsentComment(value: unknown): value is UnsentComment {
  return isRecord(value) && typeof value['clientId'] === 'string' && isRecord(value['body']) && Array.isArray(value['markers']) && typeof value['writtenAt'] === 'number' && isState(value['state']) && isAttachments(value['attachments']);
}

function isAttachments(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isRecord(one) && typeof one['id'] === 'string' && typeof one['name'] === 'string' && typeof one['size'] === 'number');
}

function isState(value: unknown): boolean {
  return value === 'sending' || value === 'failed' || value === 'waiting' || value === 'kept';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
