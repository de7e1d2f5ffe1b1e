/** The person's own page: sessions, theme, keyboard, sign-out. */
import { createFileRoute } from '@tanstack/react-router';
import { AccountPage } from '../../lib/team/AccountPage';

export const Route = createFileRoute('/_app/account')({ component: AccountPage });
