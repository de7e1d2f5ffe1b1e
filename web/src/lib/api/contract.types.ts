/** What has to compile, and what must not: read by `tsc` only, never run and never part of the bundle. */
import { del, get, patch, post } from './client';
import type { Comment, ReviewPage } from './types';

export function compiles(id: string, to: 'resolve' | 'reopen') {
  get(`/reviews/${id}`) satisfies Promise<ReviewPage>;
  get(`/reviews/${id}/comments`) satisfies Promise<{ comments: Comment[] }>;
  post(`/comments/${id}/${to}`) satisfies Promise<Comment>;
  del('/sessions') satisfies Promise<void>;
}

export function mustNotCompile(id: string) {
  // @ts-expect-error It answers something else.
  get(`/reviews/${id}/comments`) satisfies Promise<ReviewPage>;
  // @ts-expect-error There is no such path.
  void get(`/reviews/${id}/comment`);
  // @ts-expect-error The path takes another method.
  void get('/sign-out');
  // @ts-expect-error The body is missing.
  void post('/projects');
  // @ts-expect-error The field is called otherwise.
  void post('/projects', { title: 'Spring' });
  // @ts-expect-error There is no such status.
  void patch(`/reviews/${id}`, { status: 'approved' });
  // @ts-expect-error It takes no body.
  void post('/sign-out', { everywhere: true });
}
