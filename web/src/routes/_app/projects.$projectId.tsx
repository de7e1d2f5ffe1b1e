/** One project: its matrix of files and reviewer groups. */
import { createFileRoute } from '@tanstack/react-router';
import { dashboardQuery } from '../../lib/api/queries';
import { DashboardPage } from '../../lib/dashboard/DashboardPage';

export const Route = createFileRoute('/_app/projects/$projectId')({
  // The file or section to look at.
  validateSearch: (search): { at?: string } => (typeof search['at'] === 'string' ? { at: search['at'] } : {}),
  loader: ({ context, params }) => void context.queryClient.prefetchInfiniteQuery(dashboardQuery(params.projectId)),
  component: Page,
});

function Page() {
  const { projectId } = Route.useParams();
  const { at } = Route.useSearch();
  return <DashboardPage key={projectId} projectId={projectId} at={at ?? null} />;
}
