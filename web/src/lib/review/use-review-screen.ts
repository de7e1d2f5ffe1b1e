// Puts the parts of the review screen together: server data, the reducer, tasks, keys and the stage.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { keys } from '../api/keys';
import { onChange, startLive } from '../api/live';
import { commentsQuery } from '../api/queries';
import type { Comment, ReviewPage } from '../api/types';
import { useReadHere } from '../inbox/use-read-here';
import type { StageCommands, StageMarker, StageProps } from '../viewers/stage';
import type { ActionContext } from './actions';
import type { ReviewScreenContext } from './context';
import { readKept } from './drafts';
import { listed } from './comment-filter';
import { keptIn } from './unsent';
import { draftOf, hasDrawing, reduceReview, startState } from './review-state';
import { panels } from './panels-later';
import { newerVersion } from './StageNote';
import { stageMarkers, threadsOf } from './threads';
import { useLinkedComment } from './use-linked-comment';
import { useKeeping } from './use-keeping';
import { useKeys } from './use-keys';
import { useLayout } from './use-layout';
import { useTasks } from './use-tasks';

type Openers = { readonly openVersions: () => void; readonly openHelp: () => void; readonly openCopy: () => void };

/** The note about a newer version with its margins. */
const NOTE_HEIGHT = 64;
const NO_COMMENTS: readonly Comment[] = [];
/** Share of the window's height that each stop of the sheet covers. */
const SHEET_SHARE = { closed: 0, peek: 0, half: 0.42, full: 0.42 } as const;

export function useReviewScreen(page: ReviewPage, linked: string | null, openers: Openers) {
  const client = useQueryClient();
  const router = useRouter();
  const layout = useLayout();
  const review = page.review.id;
  const viewer = page.me.person;
  const [state, tell] = useReducer(reduceReview, page, startFrom);
  const [stage, setStage] = useState<StageCommands | null>(null);
  const [pageInView, setPageInView] = useState<number | null>(null);
  const followed = useRef(0);
  const comments = useQuery(commentsQuery(review));
  const sent = comments.data?.comments ?? NO_COMMENTS;

  useEffect(() => startLive(client), [client]);
  useKeeping(review, state);
  useNewVersions(page);

  const threads = useMemo(() => threadsOf(sent, state.unsent, viewer), [sent, state.unsent, viewer]);
  const { filter, narrow, search, selected, editing } = state;
  const shown = useMemo(() => listed(threads, { filter, narrow, search, selected, editing, viewer: viewer?.id ?? null, page: pageInView }), [threads, filter, narrow, search, selected, editing, viewer, pageInView]);
  const markers = useMemo(() => stageMarkers(shown, page.version.id), [shown, page.version.id]);
  const anchors = draftOf(state).anchors;
  const draft = useMemo<StageMarker | null>(() => (anchors.length > 0 && state.target === 'new' ? { id: 'draft', number: nextNumber(sent), anchors, team: false, resolved: false, label: 'you' } : null), [anchors, state.target, sent]);

  const goTo = useCallback((next: string) => void router.navigate({ to: '/review/$review', params: { review: next }, search: {} }), [router]);
  const tasks = useTasks({ page, state, pageInView, tell });
  const select = useCallback((comment: string) => {
    tell({ type: 'selected', comment, open: true });
    // Once there is a list that it stands in.
    void panels.load().then(() => requestAnimationFrame(() => document.getElementById(`comment-${comment}`)?.focus({ preventScroll: true })));
  }, []);
  const onSelect = useCallback((comment: string | null) => (comment === null ? tell({ type: 'selected', comment, open: false }) : select(comment)), [select]);
  useFocusBack(state.selected);
  useLinkedComment(linked, threads, !comments.isPending, select);
  useWarning(keptIn(state.unsent).length > 0);
  useReadHere(review, page.me.is_member);

  const commentsFailed = comments.error && !comments.data ? { error: comments.error, retry: () => void comments.refetch() } : null;
  const acting: ActionContext = { state, page, threads: shown, stage, tell, goTo, select, settle: tasks.settle, like: tasks.like, send: tasks.send, ...openers };
  const context: ReviewScreenContext = { page, state, tell, threads, shown, commentsLoaded: comments.data !== undefined, commentsFailed, viewer, tasks, select, goTo, pageInView, markable: stage !== null, layout, acting, openHelp: openers.openHelp, openCopy: openers.openCopy, followed };
  useKeys(acting);

  const stageProps: StageProps = {
    version: page.version.id,
    fileName: page.file.name,
    versionNumber: page.version.number,
    markers,
    draft,
    selected: state.selected,
    tool: state.tool,
    gesture: state.gesture,
    gesturePage: state.gesturePage,
    mayMark: page.abilities.includes('comment'),
    noted: newerVersion(page) === null ? 0 : NOTE_HEIGHT,
    covered: layout === 'phone' ? window.innerHeight * SHEET_SHARE[state.sheet] : 0,
    onTool: useCallback((tool) => tell({ type: 'tool', tool }), []),
    ink: { drawn: hasDrawing(state), canUndo: state.inkHistory.past.length > 0, canRedo: state.inkHistory.future.length > 0 },
    onGesture: useCallback((event, on, aspect) => tell({ type: 'gesture', event, page: on, ...(aspect !== undefined && { aspect }) }), []),
    onInk: useCallback((step) => tell(step === 'done' ? { type: 'drawn' } : { type: 'ink', step }), []),
    onMarked: useCallback((marked) => tell({ type: 'marked', anchors: marked }), []),
    onSelect,
    onCommands: setStage,
  };
  return { context, stage: stageProps, onPage: setPageInView };
}

/** A new version of the file tells about itself by the file, not by this review. */
function useNewVersions({ file, review }: ReviewPage): void {
  const client = useQueryClient();
  useEffect(() => onChange((change) => change.file === file.id && change.review !== review.id && void client.invalidateQueries({ queryKey: keys.reviewPage(review.id) })), [client, file.id, review.id]);
}

/** What waits for a decision is in this tab alone, so the browser asks before the tab closes. */
function useWarning(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [on]);
}

function startFrom(page: ReviewPage) {
  const kept = readKept(sessionStorage, page.review.id);
  const may = page.abilities.includes('comment');
  const finger = window.matchMedia('(pointer: coarse)').matches;
  // Text is selected with a mouse, but tapped with a finger.
  const tool = !may || (page.version.kind === 'pdf' && !finger) ? 'select' : 'point';
  return startState(kept, tool);
}

function nextNumber(comments: readonly Comment[]): number {
  return Math.max(0, ...comments.map((comment) => comment.number ?? 0)) + 1;
}

/** When a selection ends (Esc), the focus returns to the marker it came from. */
function useFocusBack(selected: string | null): void {
  const before = useRef(selected);
  useEffect(() => {
    const left = before.current;
    before.current = selected;
    if (left === null || selected !== null) return;
    const active = document.activeElement;
    if (active?.id !== `comment-${left}` && active !== document.body) return;
    document.querySelector<HTMLElement>(`[data-marker="${CSS.escape(left)}"]`)?.focus({ preventScroll: true });
  }, [selected]);
}
