/** The place of deciding: the current decision, the form, and the receipt after signing. Also lists what the others decided. */
import { useEffect, useRef, useState } from 'react';
import type { Decision } from '../api/types';
import { size } from '../format/size';
import { IconButton } from '../ui/Button';
import { CurrentDecision } from './CurrentDecision';
import { DecisionForm } from './DecisionForm';
import { DecisionList } from './DecisionList';
import { DecisionReceipt } from './DecisionReceipt';
import { useReview } from './context';
import { LockNote, LockOffer } from './LockNote';

export function DecisionPanel() {
  const { page, tell, layout } = useReview();
  const [signed, setSigned] = useState<Decision | null>(null);
  const [changing, setChanging] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const standing = page.decisions.find((decision) => decision.id === page.me.decision) ?? null;
  const may = page.abilities.includes('decide');
  const withdrawn = standing?.verdict === 'withdraw';
  const form = may && (standing === null || changing || withdrawn);

  const onSigned = (decision: Decision) => {
    setSigned(decision);
    setChanging(false);
  };

  useEffect(() => heading.current?.focus(), []);

  return (
    <section className="rv-panel rv-decision" role={layout === 'phone' ? undefined : 'dialog'} aria-labelledby="decision-title">
      <header className="rv-panel-h">
        <div className="grow">
          <h2 className="t16" id="decision-title" ref={heading} tabIndex={-1}>
            {may ? `Your decision on v${page.version.number}` : `Decisions on v${page.version.number}`}
          </h2>
          <p className="t12 t3 clip">
            {page.file.name} · {size(page.version.size)}
          </p>
        </div>
        <IconButton icon="x" label={layout === 'phone' ? 'Close' : 'Back to comments'} onPress={() => tell(layout === 'phone' ? { type: 'escape' } : { type: 'panel', panel: 'comments' })} />
      </header>
      <LockNote />
      {signed ? (
        <DecisionReceipt decision={signed} />
      ) : form ? (
        <DecisionForm predecessor={standing} onSigned={onSigned} />
      ) : standing ? (
        <CurrentDecision decision={standing} onChange={may ? () => setChanging(true) : null} onWithdrawn={may ? onSigned : null} />
      ) : (
        !page.review.locked && <p className="rv-note">You are not asked to decide here. You can still comment.</p>
      )}
      <LockOffer />
      <DecisionList decisions={page.decisions.filter((decision) => decision.id !== signed?.id && decision.id !== standing?.id)} dots={page.dots} />
    </section>
  );
}
