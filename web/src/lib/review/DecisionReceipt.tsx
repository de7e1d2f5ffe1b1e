/** What the panel becomes after signing: the fact, the certificate and the next file. The halves of the mark join. */
import { useEffect, useRef } from 'react';
import type { Decision } from '../api/types';
import { fullMoment } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Mark } from '../ui/Brand';
import { Button, buttonClass } from '../ui/Button';
import { IdentityBadge } from '../ui/IdentityBadge';
import { StatusText } from '../ui/Status';
import { verdictLook, verdictSaid } from '../ui/status';
import { useReview } from './context';
import { shortFingerprint } from './verdicts';

export function DecisionReceipt({ decision }: { readonly decision: Decision }) {
  const { page, goTo } = useReview();
  const heading = useRef<HTMLHeadingElement>(null);
  const next = page.siblings.next;
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="rv-receipt" role="status">
      <Mark className="rv-join" />
      <h3 className="seal" ref={heading} tabIndex={-1}>
        {decision.person.name} {verdictSaid[decision.verdict]}
      </h3>
      <StatusText look={verdictLook[decision.verdict]}>
        {page.file.name}, v{decision.version_number}
      </StatusText>
      <dl className="rv-facts t12">
        <dt>When</dt>
        <dd>{fullMoment(decision.at)}</dd>
        <dt>Known by</dt>
        <dd>
          <IdentityBadge level={decision.level} />
        </dd>
        <dt>Bytes</dt>
        <dd className="mono">SHA-256 {shortFingerprint(page.version.sha256)}</dd>
        <dt>Certificate</dt>
        <dd className="mono">{decision.certificate}</dd>
        {decision.sentence && (
          <>
            <dt>Sentence</dt>
            <dd>“{decision.sentence}”</dd>
          </>
        )}
      </dl>
      <div className="rv-receipt-f">
        {next !== null && (
          <Button variant="primary" size="large" wide onPress={() => goTo(next)}>
            Next file
          </Button>
        )}
        <AppLink className={buttonClass({ size: 'large', wide: true, variant: next === null ? 'primary' : 'plain' })} href={`/decisions/${decision.id}`}>
          Open certificate
        </AppLink>
      </div>
    </div>
  );
}
