/** Whichever dialog of the dashboard is open. Loaded with the first one. */
import type { Dashboard } from '../api/types';
import { UploadDialog } from '../upload/UploadDialog';
import type { Asking } from './DashboardPage';
import { DueDialog, NameDialog, ReviewersDialog, StartDialog } from './dialogs';
import { MoveDialog } from './MoveDialog';
import type { DashboardActions } from './useDashboard';

type Props = { data: Dashboard; asking: Asking; onClose: () => void; actions: DashboardActions; mayStart: boolean };

export function DashboardDialogs({ data, asking, onClose, actions, mayStart }: Props) {
  switch (asking.is) {
    case 'upload':
      return <UploadDialog project={data.project.id} files={data.files} sections={data.sections} groups={data.groups} picked={asking.picked} onto={asking.onto} mayStart={mayStart} onClose={onClose} />;
    case 'start':
      return <StartDialog files={data.files.filter((file) => asking.files.includes(file.id))} groups={data.groups} start={actions.startReview} onClose={onClose} />;
    case 'move':
      return <MoveDialog project={data.project.id} files={asking.files} move={actions.moveToProject} onClose={onClose} />;
    case 'due':
      return <DueDialog due={asking.due} many={asking.reviews.length} save={(due) => void actions.setDue(asking.reviews, due)} onClose={onClose} />;
    case 'name':
      return <NameDialog {...asking} onClose={onClose} />;
    case 'reviewers':
      return <ReviewersDialog title={asking.title} dots={asking.dots} onClose={onClose} />;
  }
}
