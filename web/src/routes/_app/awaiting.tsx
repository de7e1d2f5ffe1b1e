/** Reviews that wait for my decision, across projects, in due order. */
import { createFileRoute } from '@tanstack/react-router';
import { AwaitingPage } from '../../lib/projects/AwaitingPage';

export const Route = createFileRoute('/_app/awaiting')({ component: AwaitingPage });
