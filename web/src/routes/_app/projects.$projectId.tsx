/** One project: its matrix of files and reviewer groups. */
import { createFileRoute } from '@tanstack/react-router';
import { dashboardQuery } from '../../lib/api/queries';
import { DashboardPage } from '../../lib/dashboard/DashboardPage';

export const Route = createFileRoute('/_app/projects/$projectId')({
  loader: ({ context, params }) => void context.queryClient.prefetchInfiniteQuery(dashboardQuery(params.projectId)),
  component: Page,
});

function Page() {
  const { projectId } = Route.useParams();
  return <DashboardPage key={projectId} projectId={projectId} />;
}
