/** What the rail or the sheet shows. On phones it comes after the picture, and may still be on its way. */
import { useLater } from '../page/later';
import { ErrorState } from '../ui/Loading';
import { PanelWaiting } from './PanelWaiting';
import { panels } from './panels-later';

export function SidePanel({ shows }: { readonly shows: 'identity' | 'decision' | 'comments' }) {
  const { part, failed } = useLater(panels);
  if (failed) return <ErrorState error={failed} retry={() => void panels.load()} />;
  if (!part) return <PanelWaiting label={shows === 'comments' ? 'Loading comments' : 'Loading'} />;
  return shows === 'identity' ? <part.IdentityPanel /> : shows === 'decision' ? <part.DecisionPanel /> : <part.CommentsPanel />;
}
