/** Approval certificate of one decision, for members and for guests of its group. */
import { createFileRoute } from '@tanstack/react-router';
import { decisionQuery } from '../lib/api/queries';
import { CertificatePage } from '../lib/certificate/CertificatePage';

export const Route = createFileRoute('/decisions/$decisionId')({
  loader: ({ context, params }) => context.queryClient.ensureQueryData(decisionQuery(params.decisionId)),
  component: Page,
});

function Page() {
  const { decisionId } = Route.useParams();
  return <CertificatePage decisionId={decisionId} />;
}
