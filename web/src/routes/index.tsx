/** Placeholder until the projects page lands. */
import { createFileRoute } from '@tanstack/react-router';
export const Route = createFileRoute('/')({ component: () => null });
