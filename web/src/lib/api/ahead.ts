/** Answers about a review that were asked for before the application ran. Each is taken once; then the server is asked anew. */
import { get } from './client';

const askPage = (review: string) => get(`/reviews/${review}`);
const askComments = (review: string) => get(`/reviews/${review}/comments`);

const pages = new Map<string, ReturnType<typeof askPage>>();
const comments = new Map<string, ReturnType<typeof askComments>>();
let asked: string | undefined;

/** Asks for the page of a review and its comments; the page is told to whoever asked. */
export function askAhead(review: string): ReturnType<typeof askPage> {
  asked = review;
  const page = keep(pages, review, askPage(review));
  keep(comments, review, askComments(review));
  return page;
}

export const pageAhead = (review: string) => take(pages, review);
export const commentsAhead = (review: string) => take(comments, review);

/** The review whose answers came before changes were told, once; what nobody took of them is too old to be taken. */
export function endAhead(): string | undefined {
  const review = asked;
  asked = undefined;
  pages.clear();
  comments.clear();
  return review;
}

function keep<T>(kept: Map<string, Promise<T>>, review: string, answer: Promise<T>): Promise<T> {
  // Whoever takes it hears of a refusal.
  answer.catch(() => undefined);
  kept.set(review, answer);
  return answer;
}

function take<T>(kept: Map<string, Promise<T>>, review: string): Promise<T> | undefined {
  const answer = kept.get(review);
  kept.delete(review);
  return answer;
}
