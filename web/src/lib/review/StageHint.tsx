/** What a finger can do on the stage, until it has done it once. */
import { useReview } from './context';
import { draftOf } from './review-state';

export function StageHint({ paged }: { readonly paged: boolean }) {
  const { page, state, layout, threads } = useReview();
  const known = state.selected !== null || state.sheet !== 'closed' || state.composerCalls > 0 || draftOf(state).text !== '' || threads.some((thread) => thread.root.delivery !== 'sent');
  if (layout !== 'phone' || known || !page.abilities.includes('comment')) return null;
  return (
    <p className="rv-hint">
      <span>Tap the {paged ? 'page' : 'picture'} to comment. Pinch to zoom.</span>
    </p>
  );
}
