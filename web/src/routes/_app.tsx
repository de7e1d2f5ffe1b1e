/** Layout of the member's pages. Who is not signed in goes to the sign-in page, a new server to its first run. */
import { createFileRoute, redirect } from '@tanstack/react-router';
import { meQuery, overviewQuery } from '../lib/api/queries';
import { Shell } from '../lib/shell/Shell';

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (me.setup_needed) throw redirect({ to: '/setup' });
    if (!me.member) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
    void context.queryClient.prefetchQuery(overviewQuery);
  },
  component: Shell,
});
