/** Root of all pages: title, skip link, error and not-found pages. The member's shell is the `_app` layout. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { ErrorLater } from '../lib/page/error-later';

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: ({ error, reset }) => <ErrorLater page={({ ErrorPage }) => <ErrorPage error={error} reset={reset} />} />,
  notFoundComponent: () => <ErrorLater page={({ NotFoundPage }) => <NotFoundPage />} />,
});
