/** The viewer's standing decision, with its certificate and the way to a new statement. */
import { useState } from 'react';
import type { Decision } from '../api/types';
import { moment } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Button, buttonClass } from '../ui/Button';
import { IdentityBadge } from '../ui/IdentityBadge';
import { StatusText } from '../ui/Status';
import { verdictLook } from '../ui/status';
import { verdictWords } from './verdicts';
import { WithdrawDialog } from './WithdrawDialog';

type Props = {
  readonly decision: Decision;
  /** Null where nothing can be decided any more. */
  readonly onChange: (() => void) | null;
  readonly onWithdrawn: ((statement: Decision) => void) | null;
};

export function CurrentDecision({ decision, onChange, onWithdrawn }: Props) {
  const [asking, setAsking] = useState(false);
  const withdrawn = decision.verdict === 'withdraw';
  return (
    <div className="rv-current">
      <p className="row">
        <StatusText look={verdictLook[decision.verdict]}>You {verdictWords(decision.verdict).you}</StatusText>
        <span className="end t12 t3">v{decision.version_number}</span>
      </p>
      {decision.sentence && <p className="t2">“{decision.sentence}”</p>}
      <p className="row">
        <IdentityBadge level={decision.level} />
        <time className="end t12 t3" dateTime={new Date(decision.at).toISOString()}>
          {moment(decision.at)}
        </time>
      </p>
      <p className="t12 t3">
        Certificate <span className="mono">{decision.certificate}</span>
      </p>
      <div className="row wrap">
        <AppLink className={buttonClass({ variant: 'primary' })} href={`/decisions/${decision.id}`}>
          Open certificate
        </AppLink>
        {onChange && !withdrawn && <Button onPress={onChange}>Change decision</Button>}
        {onWithdrawn && !withdrawn && (
          <Button variant="danger" onPress={() => setAsking(true)}>
            Withdraw
          </Button>
        )}
      </div>
      {onWithdrawn && <WithdrawDialog decision={decision} open={asking} onClose={() => setAsking(false)} onWithdrawn={onWithdrawn} />}
    </div>
  );
}
