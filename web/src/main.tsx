/** Entry of the web interface: policies first, then router and query client, then the first page. */
import './lib/trusted';
import './lib/page/fragment';
import './lib/ui/fonts.css';
import './lib/ui/tokens.css';
import './lib/ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './lib/api/queryClient';
import { routeTree } from './routeTree.gen';

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  // Nothing for 150 ms, then skeletons in the final geometry.
  defaultPendingMs: 150,
  defaultPendingMinMs: 250,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// A review link ends at a file: what shows it is loaded while the link is opened.
if (location.pathname.startsWith('/r/')) void router.loadRouteChunk(router.routesByPath['/review/$review']);

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
