/** What everybody has decided, with the way each person was known, and who has not decided yet. */
import type { Decision, Dot } from '../api/types';
import { moment } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Avatar } from '../ui/Avatar';
import { IdentityBadge } from '../ui/IdentityBadge';
import { StatusText } from '../ui/Status';
import { dotLook, verdictLook, verdictWord } from '../ui/status';
import { standingFirst } from './verdicts';

type Props = { readonly decisions: readonly Decision[]; readonly dots: readonly Dot[] };

export function DecisionList({ decisions, dots }: Props) {
  const open = dots.filter((dot) => dot.state === 'open' || dot.state === 'opened');
  if (decisions.length === 0 && open.length === 0) return null;
  return (
    <section className="rv-others" aria-labelledby="other-decisions">
      <h3 className="over" id="other-decisions">
        Everybody
      </h3>
      <ul>
        {standingFirst(decisions).map((decision) => (
          <li key={decision.id} className={decision.superseded ? 'old' : ''}>
            <Avatar person={decision.person} size="small" />
            <div className="grow stack stack-1">
              <p className="row">
                <b className="semi clip grow" dir="auto">{decision.person.name}</b>
                <time className="t12 t3 nowrap" dateTime={new Date(decision.at).toISOString()}>
                  {moment(decision.at)}
                </time>
              </p>
              <p className="row wrap">
                <StatusText look={verdictLook[decision.verdict]}>{verdictWord[decision.verdict]}</StatusText>
                <IdentityBadge level={decision.level} />
                {decision.superseded && <span className="t12 t3">{decisions.some((other) => other.predecessor === decision.id && other.verdict === 'withdraw') ? 'withdrawn' : 'replaced'}</span>}
                <AppLink className="link t12 end" href={`/decisions/${decision.id}`} aria-label={`Certificate ${decision.certificate} of ${decision.person.name}`}>
                  Certificate
                </AppLink>
              </p>
              {decision.sentence && <p className="t2">“{decision.sentence}”</p>}
            </div>
          </li>
        ))}
        {open.map((dot) => (
          <li key={dot.person.id}>
            <Avatar person={dot.person} size="small" />
            <b className="med clip grow" dir="auto">{dot.person.name}</b>
            <span className="t12 t3 nowrap">{dotLook(dot.state).word}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
