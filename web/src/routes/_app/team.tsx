/** Members of the team and open invitations. */
import { createFileRoute } from '@tanstack/react-router';
import { TeamPage } from '../../lib/team/TeamPage';

export const Route = createFileRoute('/_app/team')({ component: TeamPage });
