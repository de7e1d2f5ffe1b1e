/** One review: the file, its comments and the decision, for members and for guests with a review link. */
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { commentsQuery, reviewQuery } from '../lib/api/queries';
import { ReviewScreen } from '../lib/review/ReviewScreen';
import { ReviewWaiting } from '../lib/review/ReviewWaiting';

export const Route = createFileRoute('/review/$review')({
  loader: async ({ context, params }) => {
    void context.queryClient.prefetchQuery(commentsQuery(params.review));
    await context.queryClient.ensureQueryData(reviewQuery(params.review));
  },
  component: Review,
  pendingComponent: ReviewWaiting,
});

function Review() {
  const { review } = Route.useParams();
  const { data } = useQuery(reviewQuery(review));
  // Another review is another screen: drafts, selection and zoom belong to one of them.
  return data ? <ReviewScreen key={review} page={data} /> : <ReviewWaiting />;
}
