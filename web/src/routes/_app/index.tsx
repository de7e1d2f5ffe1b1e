/** Start page: what waits for me, then all projects. */
import { createFileRoute } from '@tanstack/react-router';
import { ProjectsPage } from '../../lib/projects/ProjectsPage';

export const Route = createFileRoute('/_app/')({ component: ProjectsPage });
