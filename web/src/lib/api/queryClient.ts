/** The one cache of server data. Nothing of it is copied into other stores. */
import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './problem';

const TRANSIENT = new Set([0, 502, 503, 504]);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => count < 2 && error instanceof ProblemError && TRANSIENT.has(error.status),
    },
    mutations: { retry: false },
  },
});
