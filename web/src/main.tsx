/** Entry of the web interface: policies and the first questions, then router and query client, then the first page. */
import './early';
import './lib/ui/fonts.css';
import './lib/ui/tokens.css';
import './lib/ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './lib/api/queryClient';
import { prepareErrorPages } from './lib/page/error-later';
import { arrival } from './lib/review/opening';
import { routeTree } from './routeTree.gen';

type AppRouter = ReturnType<typeof makeRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}

function makeRouter() {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    // Nothing for 150 ms, then skeletons in the final geometry.
    defaultPendingMs: 150,
    defaultPendingMinMs: 250,
    scrollRestoration: false,
  });
}

async function start(root: HTMLElement): Promise<void> {
  // A review link ends at a file, so the application starts there. What shows it is loaded while the link is opened.
  const place = await arrival();
  if (place !== null) history.replaceState(history.state, '', place);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={makeRouter()} />
      </QueryClientProvider>
    </StrictMode>,
  );
  prepareErrorPages();
}

const root = document.getElementById('root');
if (root) void start(root);
