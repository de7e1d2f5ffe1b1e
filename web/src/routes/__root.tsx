/** Root of all pages: title, skip link, error and not-found pages. The member's shell is the `_app` layout. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

const ErrorPage = lazy(() => import('../lib/page/ErrorPage').then((found) => ({ default: found.ErrorPage })));
const NotFoundPage = lazy(() => import('../lib/page/ErrorPage').then((found) => ({ default: found.NotFoundPage })));

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: ({ error, reset }) => (
    <Suspense>
      <ErrorPage error={error} reset={reset} />
    </Suspense>
  ),
  notFoundComponent: () => (
    <Suspense>
      <NotFoundPage />
    </Suspense>
  ),
});
