// What the review screen does on the server. Comments show at once and settle later; decisions do not.

import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { fromSelectors, toSelectors, type Anchor } from '../annotate/anchor';
import { del, get, patch, post, postBytes, put } from '../api/client';
import { keys } from '../api/keys';
import { hasCode, sentence } from '../api/problem';
import type { Attachment, Body, Comment, Decision, Marker, NewDecision, ReviewPage, Withdrawal } from '../api/types';
import { localZone } from '../format/time';
import { copyText } from '../ui/copy';
import { toasts } from '../ui/toast';
import { tellKept } from './after-leaving';
import { fromBody, isEmpty, toBody } from './body';
import type { ReviewTasks } from './context';
import { commentAddress, throughReviewLink } from './deep-link';
import { keptIn, toNewComment, type UnsentComment } from './unsent';
import { ANSWERED_GONE, draftOf, FILES_COMING, NEW, type ReviewEvent, type ReviewState } from './review-state';
import { isAnswerable } from './threads';

/** As the server allows. */
const MOST_FILES = 5;
const LARGEST_FILE = 10 * 1024 * 1024;

type Comments = { comments: Comment[] };
type Now = { page: ReviewPage; state: ReviewState; pageInView: number | null; tell: (event: ReviewEvent) => void };

export function useTasks(now: Now): ReviewTasks {
  const client = useQueryClient();
  const latest = useRef(now);
  const left = useRef(false);
  useEffect(() => {
    latest.current = now;
  });
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  const tasks = useMemo(() => makeTasks(client, latest, left), [client]);
  // What was on its way when the page was closed or the file left.
  useEffect(() => tasks.resume(), [tasks]);
  return tasks;
}

function makeTasks(client: QueryClient, latest: { current: Now }, left: { current: boolean }) {
  const review = () => latest.current.page.review.id;
  const change = (edit: (comments: Comment[]) => Comment[]) =>
    client.setQueryData<Comments>(keys.comments(review()), (was) => was && { comments: edit(was.comments) });
  const put_ = (comment: Comment) => change((comments) => (comments.some((one) => one.id === comment.id) ? comments.map((one) => (one.id === comment.id ? comment : one)) : [...comments, comment]));
  const refresh = () => client.invalidateQueries({ queryKey: keys.review(review()) });

  /** Tells an answer of the server: to the screen, or to what is kept of it. */
  const tellAnswer = (event: ReviewEvent) => (left.current ? tellKept(sessionStorage, review(), event) : latest.current.tell(event));

  /** Shows the change, asks the server, and puts the old state back with a word if it refuses. Resolves to whether it was accepted. */
  const optimistic = async (shown: Comment, before: Comment, ask: () => Promise<Comment | void>, again?: () => void): Promise<boolean> => {
    await client.cancelQueries({ queryKey: keys.comments(review()) });
    put_(shown);
    try {
      const settled = await ask();
      if (settled) put_(settled);
      return true;
    } catch (error) {
      put_(before);
      toasts.error(sentence(error), again);
      return false;
    }
  };

  const deliver = async (item: UnsentComment) => {
    const { clientId } = item;
    try {
      const saved = await posted(review(), item);
      await client.cancelQueries({ queryKey: keys.comments(review()) });
      put_(saved);
      tellAnswer({ type: 'unsent', event: { type: 'settled', clientId } });
      if (!left.current) showSoon(saved.id);
      void refresh();
    } catch (error) {
      if (hasCode(error, 'needs_identity')) tellAnswer({ type: 'unsent', event: { type: 'waits', clientId } });
      else tellAnswer({ type: 'unsent', event: { type: 'failed', clientId, reason: sentence(error) } });
      if (left.current) toasts.error(`Your comment on ${latest.current.page.file.name} was not sent. ${sentence(error)} Its text is kept with the file.`);
    }
  };

  /** What the composer holds, as it would be sent; null while it is empty. */
  const written = (): Omit<UnsentComment, 'state' | 'reason'> | null => {
    const { page, state, pageInView } = latest.current;
    const draft = draftOf(state);
    if (isEmpty(draft.text)) return null;
    const anchors: readonly Anchor[] = draft.anchors.length > 0 || state.target !== NEW || pageInView === null ? draft.anchors : [{ page: pageInView, shape: null, text: null }];
    return {
      clientId: crypto.randomUUID(),
      parent: state.target === NEW ? null : state.target,
      body: toBody(draft.text, draft.mentions),
      markers: markersOf(anchors, page),
      teamOnly: draft.teamOnly,
      attachments: draft.attachments,
      writtenAt: Date.now(),
    };
  };

  /** Whether the comment of an answer is gone. While the comments are on their way nobody knows. */
  const isGone = (parent: string | null) => {
    const loaded = client.getQueryData<Comments>(keys.comments(review()));
    return loaded !== undefined && parent !== null && !isAnswerable(loaded.comments, parent);
  };

  /** Whether what the composer holds has to wait, which is said. */
  const hasToWait = () => {
    const { attaching, target } = latest.current.state;
    const gone = isGone(target === NEW ? null : target);
    if (attaching) toasts.show(`${FILES_COMING}. Send it when they are listed below it.`, { icon: 'clip' });
    else if (gone) toasts.show(ANSWERED_GONE, { icon: 'info' });
    return attaching || gone;
  };

  const kept = () => keptIn(latest.current.state.unsent);
  const forget = (items: readonly UnsentComment[]) => items.forEach(({ clientId }) => latest.current.tell({ type: 'unsent', event: { type: 'settled', clientId } }));
  const bringBack = (items: readonly UnsentComment[]) => items.forEach((item) => latest.current.tell({ type: 'unsent', event: { type: 'kept', item } }));

  const tasks: ReviewTasks & { readonly resume: () => void } = {
    resume: () => latest.current.state.unsent.filter((item) => item.state === 'sending').forEach((item) => void deliver(item)),
    send: () => {
      const { page, state, tell } = latest.current;
      if (hasToWait()) return;
      const item = written();
      if (!item) return;
      const wait = page.me.needs_identity;
      tell({ type: 'sent', target: state.target });
      tell({ type: 'unsent', event: { type: 'written', item, wait } });
      showSoon(item.clientId);
      if (!wait) void deliver({ ...item, state: 'sending', reason: null });
    },
    retry: (entry) => {
      const item = latest.current.state.unsent.find((one) => one.clientId === entry.comment.id);
      if (!item) return;
      latest.current.tell({ type: 'unsent', event: { type: 'sending', clientId: item.clientId } });
      void deliver(item);
    },
    discard: (entry) => {
      const items = latest.current.state.unsent.filter((one) => one.clientId === entry.comment.id);
      forget(items);
      // What comes back waits: nothing is sent that somebody has just thrown away.
      toasts.undo('Comment thrown away', () => bringBack(items), { icon: 'trash' });
    },
    keep: () => {
      if (hasToWait()) return;
      const item = written();
      if (!item) return;
      latest.current.tell({ type: 'sent', target: latest.current.state.target });
      latest.current.tell({ type: 'unsent', event: { type: 'kept', item } });
      showSoon(item.clientId);
    },
    rewrite: (entry) => {
      const { page, state, tell } = latest.current;
      const found = state.unsent.find((one) => one.clientId === entry.comment.id);
      if (!found) return;
      // An answer to what is gone becomes a comment of its own: the team's alone where the writer may choose, since what
      // was answered may have been the team's.
      const item = isGone(found.parent) ? { ...found, parent: null, teamOnly: found.teamOnly || page.abilities.includes('team_only') } : found;
      if (isTaken(state, item)) toasts.show(TAKEN, { icon: 'info' });
      else compose(item, tell);
    },
    sendKept: () => {
      const { page, tell } = latest.current;
      for (const item of kept()) {
        tell({ type: 'unsent', event: { type: page.me.needs_identity ? 'waits' : 'sending', clientId: item.clientId } });
        if (!page.me.needs_identity) void deliver(item);
      }
    },
    discardKept: () => {
      const items = kept();
      forget(items);
      toasts.undo(items.length === 1 ? 'Comment thrown away' : `${items.length} comments thrown away`, () => bringBack(items), { icon: 'trash' });
    },
    attach: async (files) => {
      const { state, tell } = latest.current;
      const room = MOST_FILES - draftOf(state).attachments.length;
      if (files.length > room) toasts.error(`A comment can have ${MOST_FILES} files. The others were left out.`);
      tell({ type: 'attaching', on: true });
      try {
        for (const file of files.slice(0, Math.max(0, room))) {
          if (file.size > LARGEST_FILE) toasts.error(`${file.name} is larger than 10 MB. Add it to the project as a file of its own.`);
          else
            await postBytes<Attachment>(`/reviews/${review()}/attachments`, file, { 'attachment-name': encodeURIComponent(file.name) }).then(
              (stored) => tell({ type: 'attached', target: state.target, files: [stored] }),
              (error: unknown) => toasts.error(`${file.name}: ${sentence(error)}`),
            );
        }
      } finally {
        tell({ type: 'attaching', on: false });
      }
    },
    like: (comment) => {
      const { own, count, people } = comment.likes;
      const viewer = latest.current.page.me.person;
      const others = people.filter((person) => person.id !== viewer?.id);
      const likes = own ? { own: false, count: count - 1, people: others } : { own: true, count: count + 1, people: viewer ? [...others, viewer] : others };
      const like = () => void optimistic({ ...comment, likes }, comment, () => (own ? del(`/comments/${comment.id}/like`) : put(`/comments/${comment.id}/like`)), like);
      like();
    },
    pin: (comment) => {
      const viewer = latest.current.page.me.person;
      const pinned = comment.pinned ? null : { by: viewer ?? comment.author, at: Date.now() };
      const pin = () => void optimistic({ ...comment, pinned }, comment, () => (comment.pinned ? del(`/comments/${comment.id}/pin`) : put(`/comments/${comment.id}/pin`)), pin);
      pin();
    },
    copyLink: (comment, through) => void copyLink(latest.current.page, comment, through),
    saveEdit: (comment, text, mentions) => {
      const body: Body = toBody(text, mentions);
      latest.current.tell({ type: 'edited', comment: comment.id, step: 'sent' });
      // No Retry beside the sentence: the box with the words is there again, where Save is.
      void optimistic({ ...comment, body, edited_at: Date.now() }, comment, () => patch(`/comments/${comment.id}`, { body })).then((accepted) =>
        tellAnswer({ type: 'edited', comment: comment.id, step: accepted ? 'accepted' : 'refused' }),
      );
    },
    remove: (comment) => {
      const restore = () => void optimistic(comment, { ...comment, deleted: true }, () => post(`/comments/${comment.id}/restore`), restore);
      const remove = () => void optimistic({ ...comment, deleted: true }, comment, () => del(`/comments/${comment.id}`), remove);
      remove();
      toasts.undo('Comment deleted', restore, { icon: 'trash' });
    },
    settle: (thread) => {
      const { comment } = thread.root;
      const viewer = latest.current.page.me.person;
      const open = comment.resolved === null;
      const resolved = open ? { by: viewer ?? comment.author, at: Date.now() } : null;
      const settle = () => void optimistic({ ...comment, resolved }, comment, () => post(`/comments/${comment.id}/${open ? 'resolve' : 'reopen'}`), settle);
      settle();
      if (open) toasts.undo('Comment resolved', () => void optimistic({ ...comment, resolved: null }, comment, () => post(`/comments/${comment.id}/reopen`), () => undefined), { icon: 'check' });
    },
    adjust: (part) => {
      const key = keys.reviewPage(review());
      const before = client.getQueryData<ReviewPage>(key);
      client.setQueryData<ReviewPage>(key, (was) => was && { ...was, review: { ...was.review, ...part } });
      patch(`/reviews/${review()}`, part)
        .catch((error: unknown) => {
          client.setQueryData(key, before);
          toasts.error(sentence(error), () => tasks.adjust(part));
        })
        .finally(() => void refresh());
    },
    identify: async ({ name, email }) => {
      const person = await put('/guest/identity', { group: latest.current.page.group.id, name, email });
      client.setQueryData<ReviewPage>(keys.reviewPage(review()), (was) => was && { ...was, me: { ...was.me, person, needs_identity: false } });
      void client.invalidateQueries({ queryKey: keys.me });
      latest.current.tell({ type: 'sheet', stop: 'half' });
      for (const item of latest.current.state.unsent.filter((one) => one.state === 'waiting')) {
        latest.current.tell({ type: 'unsent', event: { type: 'sending', clientId: item.clientId } });
        void deliver(item);
      }
    },
    decide: async (verdict, text, predecessor) => {
      const { page, tell } = latest.current;
      const decision: NewDecision = {
        verdict,
        sha256: page.version.sha256,
        locale: navigator.language,
        zone: localZone(),
        ...(!isEmpty(text) && { sentence: text.trim() }),
        ...(predecessor !== null && { predecessor }),
        ...(kept().length > 0 && { comments: kept().map(toNewComment) }),
      };
      const sent = kept();
      const signed = await post(`/reviews/${review()}/decisions`, decision);
      tell({ type: 'sentence', text: '' });
      // Until the server's own copies are here, so that nothing is missing in between.
      void refresh().finally(() => forget(sent));
      return signed;
    },
    withdraw: async (decision, text) => {
      const withdrawal: Withdrawal = { locale: navigator.language, zone: localZone(), ...(!isEmpty(text) && { sentence: text.trim() }) };
      const signed = await post(`/decisions/${decision.id}/withdraw`, withdrawal);
      void refresh();
      return signed;
    },
  };
  return tasks;
}

const underway = new Map<string, Promise<Comment>>();

/** The comment as the server took it. Whoever comes back while it is on its way waits for the same answer. */
function posted(review: string, item: UnsentComment): Promise<Comment> {
  const { clientId } = item;
  const answer = underway.get(clientId) ?? post(`/reviews/${review}/comments`, toNewComment(item)).finally(() => underway.delete(clientId));
  underway.set(clientId, answer);
  return answer;
}

const TAKEN = 'You are writing something else there. Send it or keep it first.';

/** Whether other words stand where those of an unsent comment would return to. */
export function isTaken(state: ReviewState, item: UnsentComment): boolean {
  return !isEmpty(draftOf(state, item.parent ?? NEW).text);
}

/** The words, the people and the place of an unsent comment return to the composer, which is free. */
export function compose(item: UnsentComment, tell: (event: ReviewEvent) => void): void {
  const { text, mentions } = fromBody(item.body);
  tell({ type: 'unsent', event: { type: 'settled', clientId: item.clientId } });
  tell({ type: 'answer', thread: item.parent });
  tell({ type: 'typed', text, mentions });
  tell({ type: 'team-only', on: item.teamOnly });
  if (item.attachments.length > 0) tell({ type: 'attached', target: item.parent ?? NEW, files: item.attachments });
  const anchors = item.markers.flatMap((marker) => fromSelectors(marker.selectors) ?? []);
  if (item.parent !== null) return;
  // A marker that was left there is not this comment's.
  tell(anchors.length > 0 ? { type: 'marked', anchors } : { type: 'unmarked' });
}

async function copyLink({ review, group }: ReviewPage, comment: Comment, through: 'access' | 'review link'): Promise<void> {
  if (through === 'access') return copyText(commentAddress(location.origin, review.id, comment.id), 'Copied the link. It opens for those who have access to this review');
  try {
    const { link } = await get(`/groups/${group.id}`);
    await copyText(throughReviewLink(link.url, review.id, comment.id), `Copied the link. It opens for everybody in ${group.name}`);
  } catch (error) {
    toasts.error(sentence(error));
  }
}

/** Brings an own comment into view once it is drawn. */
function showSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(`comment-${id}`)?.scrollIntoView({ block: 'nearest' }));
}

function markersOf(anchors: readonly Anchor[], page: ReviewPage): Marker[] {
  const target = { version: page.version.id, sha256: page.version.sha256 };
  return anchors.map((anchor) => ({ target, selectors: toSelectors(anchor) }));
}
