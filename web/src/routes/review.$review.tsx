/** One review: the file, its comments and the decision, for members and for guests with a review link. */
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { hasCode } from '../lib/api/problem';
import { commentsQuery, reviewQuery } from '../lib/api/queries';
import { commentIn } from '../lib/review/deep-link';
import { usePanelsWithPage } from '../lib/review/panels-later';
import { ReviewScreen } from '../lib/review/ReviewScreen';
import { ReviewWaiting } from '../lib/review/ReviewWaiting';
import { warmPicture } from '../lib/viewers/image/warm-picture';

export const Route = createFileRoute('/review/$review')({
  validateSearch: (search): { comment?: string } => commentIn(search),
  loader: async ({ context, params, preload }) => {
    // Asking for a review tells its team that it was opened, so a pointer passing over a link must not.
    if (preload) return;
    void context.queryClient.prefetchQuery(commentsQuery(params.review));
    warmPicture(await context.queryClient.ensureQueryData(reviewQuery(params.review)));
  },
  component: Review,
  pendingComponent: ReviewWaiting,
});

function Review() {
  const { review } = Route.useParams();
  const { comment } = Route.useSearch();
  const { data, error } = useQuery(reviewQuery(review));
  const complete = usePanelsWithPage(comment !== undefined);
  // Access can end while the page is open; what was read then leaves the screen.
  if (hasCode(error, 'not_found', 'forbidden', 'unauthenticated', 'link_revoked', 'link_expired')) throw error;
  // Another review is another screen: drafts, selection and zoom belong to one of them.
  return data && complete ? <ReviewScreen key={review} page={data} linked={comment ?? null} /> : <ReviewWaiting />;
}
