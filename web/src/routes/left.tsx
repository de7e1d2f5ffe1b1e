/** What a guest sees who has left this device: what was closed, what stays, and how to come back. */
import { createFileRoute } from '@tanstack/react-router';
import { PlainPage } from '../lib/page/ErrorPage';
import { useTitle } from '../lib/page/useTitle';

export const Route = createFileRoute('/left')({ component: Left });

function Left() {
  useTitle('You have left');
  return (
    <PlainPage title="You have left this device">
      <p>This browser no longer shows what your review links opened, and your name and e-mail are gone from it.</p>
      <p>Comments and decisions you gave are kept. To come back, open the link from your invitation again.</p>
    </PlainPage>
  );
}
