/** Errors of the server as one class; pages narrow by `code` and show `detail`. */
import { lasting } from '../format/lasting';
import type { Problem } from './types';

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly incident: string | undefined;
  /** Name of the input the problem belongs to. */
  readonly field: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(problem: Pick<Problem, 'status' | 'code' | 'detail'> & Partial<Problem>) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.incident = problem.incident;
    this.field = problem.field;
    this.retryAfter = problem.retry_after;
  }
}

const OFFLINE = 'No connection to the server. Nothing was lost. Check the network, then try again.';
const UNREADABLE = 'The server gave an answer that this page cannot read. Nothing was changed here. Try again in a moment.';

export function offline(): ProblemError {
  return new ProblemError({ status: 0, code: 'offline', detail: OFFLINE });
}

export function unreadable(status: number): ProblemError {
  return new ProblemError({ status, code: 'unreadable', detail: UNREADABLE });
}

/** Narrows an unknown JSON value to a problem document, or undefined. */
export function toProblem(value: unknown, status: number): ProblemError | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = value as Partial<Record<keyof Problem, unknown>>;
  if (typeof found.code !== 'string' || typeof found.detail !== 'string') return undefined;
  return new ProblemError({
    status,
    code: found.code,
    detail: found.detail,
    ...(typeof found.incident === 'string' && { incident: found.incident }),
    ...(typeof found.field === 'string' && { field: found.field }),
    ...(typeof found.retry_after === 'number' && { retry_after: found.retry_after }),
  });
}

/** The sentence to show for any thrown value. */
export function sentence(error: unknown): string {
  return error instanceof ProblemError ? error.detail : UNREADABLE;
}

/** " Try again in 40 seconds.", to stand behind the sentence; nothing where the server did not say when. */
export function retryWords(error: unknown): string {
  return error instanceof ProblemError && error.retryAfter ? ` Try again in ${lasting(error.retryAfter)}.` : '';
}

export function hasCode(error: unknown, ...codes: string[]): error is ProblemError {
  return error instanceof ProblemError && codes.includes(error.code);
}
