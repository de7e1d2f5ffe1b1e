/** The viewer: bar, stage, rail (overlay or sheet where there is less room) and strip, for members and guests alike. */
import { useRef, useState } from 'react';
import type { ReviewPage } from '../api/types';
import { laterPart } from '../page/later-part';
import { useTitle } from '../page/useTitle';
import { Icon } from '../ui/Icon';
import { Sheet } from '../ui/Sheet';
import { Toasts } from '../ui/Toasts';
import { CommandMenu } from '../command/CommandMenu';
import { commentsLabel } from './actions';
import { ReviewContext } from './context';
import { usePanelsAfterPicture } from './panels-later';
import { PhoneBar } from './PhoneBar';
import { SidePanel } from './SidePanel';
import { Stage } from './Stage';
import { StageHint } from './StageHint';
import { StageNote } from './StageNote';
import { useReviewScreen } from './use-review-screen';
import { ViewerBar } from './ViewerBar';
import './review.css';

const KeysHelp = laterPart(() => import('./KeysHelp').then((found) => found.KeysHelp));
const CopyComments = laterPart(() => import('./CopyComments').then((found) => found.CopyComments));

type Props = {
  readonly page: ReviewPage;
  /** The comment that the address names. */
  readonly linked?: string | null;
};

export function ReviewScreen({ page, linked = null }: Props) {
  const versionButton = useRef<HTMLButtonElement>(null);
  const [versionsOpen, setVersionsOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [copyOpen, setCopyOpen] = useState(false);
  const [strip, setStrip] = useState<HTMLElement | null>(null);
  const { context, stage, onPage } = useReviewScreen(page, linked, { openVersions: () => setVersionsOpen(true), openHelp: () => setHelpOpen(true), openCopy: () => setCopyOpen(true) });
  const { state, tell, layout, threads } = context;
  usePanelsAfterPicture(layout);
  useTitle(`${page.file.name}, v${page.version.number}`);

  const asking = state.unsent.some((item) => item.state === 'waiting');
  const panel = <SidePanel shows={asking ? 'identity' : state.panel} />;
  const railShown = layout === 'wide' || (layout === 'middle' && (state.railOpen || asking));
  const sheetShown = layout === 'phone' && (state.sheet !== 'closed' || asking);
  const paged = page.version.kind === 'pdf';

  return (
    <ReviewContext value={context}>
      <a className="skip" href="#stage" onClick={(event) => skip(event, 'stage')}>
        Skip to the file
      </a>
      <div className={`rv rv-${layout}${paged ? ' paged' : ''}`} data-panel={state.panel}>
        <ViewerBar versions={{ button: versionButton, open: versionsOpen, onOpen: setVersionsOpen }} />
        <main className="stage" id="stage" tabIndex={-1} aria-label="File">
          <Stage stage={stage} strip={strip} onPage={onPage} />
          <StageNote />
          {page.newest && <StageHint paged={paged} />}
        </main>
        {railShown && (
          <aside className={`rv-rail${layout === 'middle' ? ' floating' : ''}`} aria-label={state.panel === 'decision' ? 'Decision' : 'Comments'}>
            {panel}
          </aside>
        )}
        {paged && <footer className="rv-strip" ref={setStrip} aria-label="Pages" />}
        {layout === 'phone' && <PhoneBar />}
        {sheetShown && (
          <Sheet
            label={asking ? 'Who is commenting' : state.panel === 'decision' ? 'Decision' : commentsLabel(threads)}
            stop={state.sheet === 'closed' ? 'full' : state.sheet}
            onStop={(stop) => tell({ type: 'sheet', stop })}
            className={`rv-sheet${asking ? ' asking' : ''}`}
          >
            {state.panel === 'comments' && !asking && <SheetClose onClose={() => tell({ type: 'sheet', stop: 'closed' })} />}
            {panel}
          </Sheet>
        )}
      </div>
      {copyOpen && <CopyComments onClose={() => setCopyOpen(false)} />}
      <CommandMenu member={page.me.is_member} />
      {helpOpen && <KeysHelp onClose={() => setHelpOpen(false)} />}
      <Toasts />
    </ReviewContext>
  );
}

function SheetClose({ onClose }: { onClose: () => void }) {
  return (
    <button type="button" className="rv-sheet-x ib" aria-label="Close comments" onClick={onClose}>
      <Icon name="x" size={20} />
    </button>
  );
}

function skip(event: { preventDefault: () => void }, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.focus();
}
