/** The one cache of server data. Nothing of it is copied into other stores. */
import { notifyManager, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from './keys';
import { hasCode, ProblemError } from './problem';

// Told before the browser paints again: a switch that was pressed never looks as if it was not.
notifyManager.setScheduler(queueMicrotask);

const TRANSIENT = new Set([0, 502, 503, 504]);

// Without a connection a request fails at once and says so. Left waiting for one, it would be sent long after somebody
// thought better of it.
const ASKS_ANYWAY = { networkMode: 'always' } as const;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // The session ended while the page was open: ask who we are, the shell then goes to the sign-in page.
    onError: (error, query) => {
      if (hasCode(error, 'unauthenticated') && query.queryKey[0] !== keys.me[0]) void queryClient.invalidateQueries({ queryKey: keys.me });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      ...ASKS_ANYWAY,
      refetchOnReconnect: true,
      retry: (count, error) => count < 2 && error instanceof ProblemError && TRANSIENT.has(error.status),
    },
    mutations: { ...ASKS_ANYWAY, retry: false },
  },
});
