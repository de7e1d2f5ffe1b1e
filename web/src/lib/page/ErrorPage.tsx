/** Pages for what cannot be shown: unknown addresses, refused access, failures with their incident id. */
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { hasCode, ProblemError, sentence } from '../api/problem';
import { Logo, Rosette } from '../ui/Brand';
import { Button, buttonClass } from '../ui/Button';
import { useTitle } from './useTitle';
import './error.css';

/** The frame that all of them share: one card over the rosette. */
export function PlainPage({ title, children, actions, incident }: { title: string; children: ReactNode; actions?: ReactNode; incident?: string | undefined }) {
  useTitle(title);
  return (
    <main className="blk" id="main">
      <div className="blkb" aria-hidden="true">
        <Rosette className="blkros" />
      </div>
      <section className="blkc stack stack-6">
        <Logo />
        <div className="stack stack-3">
          <h1 className="seal-l">{title}</h1>
          <div className="t14 t2 stack stack-3">{children}</div>
        </div>
        {incident && (
          <div className="blki stack stack-1">
            <span className="over">Incident</span>
            <span className="mono incid">{incident}</span>
            <span className="t12 t3">Give this number to the people who run this server. It says what happened without saying it here.</span>
          </div>
        )}
        {actions && <div className="row wrap">{actions}</div>}
      </section>
    </main>
  );
}

export function NotFoundPage() {
  return (
    <PlainPage title="This page is not here" actions={<HomeLink />}>
      <p>The address is wrong, the thing was deleted, or you are not among the people who may see it. Nothing else has changed.</p>
    </PlainPage>
  );
}

export function ErrorPage({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  if (hasCode(error, 'not_found')) return <NotFoundPage />;
  const title = hasCode(error, 'offline')
    ? 'No connection'
    : hasCode(error, 'forbidden', 'unauthenticated')
      ? 'You may not see this'
      : 'This page could not be shown';
  return (
    <PlainPage
      title={title}
      incident={error instanceof ProblemError ? error.incident : undefined}
      actions={
        <>
          {hasCode(error, 'unauthenticated') ? (
            // Back to exactly this place, a linked comment included.
            <a className={buttonClass({ variant: 'primary', size: 'large' })} href={`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`}>
              Sign in
            </a>
          ) : (
            <Button variant="primary" size="large" onPress={retry}>
              Try again
            </Button>
          )}
          <HomeLink />
        </>
      }
    >
      <p>{sentence(error)}</p>
    </PlainPage>
  );
}

function HomeLink() {
  // A plain link: the page may have failed inside the router.
  return (
    <a href="/" className={buttonClass({ size: 'large' })}>
      Go to the start page
    </a>
  );
}
