/** Settings of one reviewer group. */
import { createFileRoute } from '@tanstack/react-router';
import { groupQuery } from '../../lib/api/queries';
import { GroupSettingsPage } from '../../lib/group/GroupSettingsPage';

export const Route = createFileRoute('/_app/groups/$groupId')({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(groupQuery(params.groupId)),
  component: Page,
});

function Page() {
  const { groupId } = Route.useParams();
  return <GroupSettingsPage key={groupId} groupId={groupId} />;
}
