/** The viewer's standing decision, with its certificate and the way to a new statement. */
import type { Decision } from '../api/types';
import { moment } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Button, buttonClass } from '../ui/Button';
import { IdentityBadge } from '../ui/IdentityBadge';
import { StatusText } from '../ui/Status';
import { verdictLook } from '../ui/status';
import { verdictWords } from './verdicts';

export function CurrentDecision({ decision, onChange }: { readonly decision: Decision; readonly onChange: (() => void) | null }) {
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
        {onChange && <Button onPress={onChange}>Change decision</Button>}
      </div>
    </div>
  );
}
