/** The pages for what cannot be shown. They are fetched ahead: when a page fails, the connection may be what failed. */
import type { ReactNode } from 'react';
import { later, useLater } from './later';
import { whenIdle } from './when-idle';

type Pages = typeof import('./ErrorPage');

const pages = later<Pages>(() => import('./ErrorPage'));

/** Well after the first picture of any page. */
const AHEAD_MS = 5_000;

export function prepareErrorPages(): void {
  setTimeout(() => whenIdle(pages.prepare), AHEAD_MS);
}

export function ErrorLater({ page }: { readonly page: (pages: Pages) => ReactNode }) {
  const { part, failed } = useLater(pages);
  if (part) return page(part);
  if (!failed) return null;
  return (
    <main role="alert">
      <p>{failed.detail}</p>
      <button type="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </main>
  );
}
