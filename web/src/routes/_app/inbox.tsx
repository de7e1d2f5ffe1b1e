/** What one was told. */
import { createFileRoute } from '@tanstack/react-router';
import { inboxQuery } from '../../lib/api/queries';
import { InboxPage } from '../../lib/inbox/InboxPage';

export const Route = createFileRoute('/_app/inbox')({
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(inboxQuery(false)),
  component: InboxPage,
});
