/** Choosing and signing. Nothing is preselected, nothing is optimistic, and the button says what it does. */
import { useState, type FormEvent } from 'react';
import { hasCode, sentence as sentenceOf } from '../api/problem';
import type { Decision, Verdict } from '../api/types';
import { localZone, moment } from '../format/time';
import { Button } from '../ui/Button';
import { TextArea } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { verdictButton, verdictLook } from '../ui/status';
import { StatusIcon } from '../ui/StatusIcon';
import { bodyLine, isEmpty } from './body';
import { useReview, type Guest } from './context';
import { IdentityForm } from './IdentityForm';
import { keptIn, type UnsentComment } from './unsent';
import { hasOwnOpenComment, isOpen, keptAstray } from './threads';
import { inOrder, needsSentence, shortFingerprint, takesSentence, verdictWords } from './verdicts';

type Props = { readonly predecessor: Decision | null; readonly onSigned: (decision: Decision) => void };

export function DecisionForm({ predecessor, onSigned }: Props) {
  const { page, state, tell, tasks, threads, commentsLoaded, viewer } = useReview();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [asking, setAsking] = useState(false);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState(false);
  const kept = keptIn(state.unsent);
  const own = hasOwnOpenComment(threads, viewer?.id ?? null) || kept.some((item) => !item.teamOnly);
  const needed = needsSentence(verdict, own);
  // They go out with the decision or not at all, so that one that cannot be sent would hold it up.
  const astray = commentsLoaded ? keptAstray(threads).length : 0;

  const sign = async () => {
    if (!verdict) return;
    // Only what is in sight is signed: a sentence written for another verdict is not.
    onSigned(await tasks.decide(verdict, takesSentence(verdict) ? state.sentence : '', predecessor?.id ?? null));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!verdict || running || astray > 0) return;
    setMissing(needed && isEmpty(state.sentence));
    if (needed && isEmpty(state.sentence)) return;
    if (page.me.needs_identity) return setAsking(true);
    setRunning(true);
    setError(null);
    try {
      await sign();
    } catch (refused) {
      if (hasCode(refused, 'needs_identity')) setAsking(true);
      else setError(refused);
    } finally {
      setRunning(false);
    }
  };
  const identified = async (guest: Guest) => {
    await tasks.identify(guest);
    await sign();
  };

  if (asking && verdict) {
    return (
      <div className="stack stack-4">
        <h3 className="t16">Who is deciding?</h3>
        <IdentityForm
          written={(takesSentence(verdict) && !isEmpty(state.sentence)) || kept.length > 0}
          button={verdictButton[verdict]}
          busy={verdictWords(verdict).busy}
          onDone={identified}
          draft={<Chosen verdict={verdict} onBack={() => setAsking(false)} />}
        />
      </div>
    );
  }
  return (
    <form className="rv-decide" onSubmit={(event) => void submit(event)}>
      {predecessor && (
        <p className="rv-note t12">
          {predecessor.verdict === 'withdraw' ? 'You have withdrawn your decision and can decide again. The new statement names your withdrawal' : 'A new statement. It names your earlier one'}, {predecessor.certificate} of{' '}
          {moment(predecessor.at)}, which stays in the record.
        </p>
      )}
      <Choices verdict={verdict} offered={page.verdicts} onChoose={setVerdict} />
      {verdict && takesSentence(verdict) && (
        <TextArea
          label={needed ? 'What has to change? One sentence is enough.' : 'Add a sentence (optional)'}
          rows={2}
          maxLength={2000}
          value={state.sentence}
          onChange={(text) => tell({ type: 'sentence', text })}
          error={missing && isEmpty(state.sentence) ? 'Say in one sentence what has to change, or write a comment first.' : undefined}
        />
      )}
      <Kept items={kept} />
      <Astray count={astray} onRead={() => tell({ type: 'panel', panel: 'comments' })} />
      <OpenComments count={threads.filter((thread) => isOpen(thread) && thread.root.delivery !== 'kept').length} onRead={() => tell({ type: 'panel', panel: 'comments' })} />
      <div className="rv-sign">
        <p className="t12 t3" id="decision-statement">
          {verdict ? `By deciding I, ${viewer?.name ?? 'the person named next'}, ${verdictWords(verdict).statement}` : 'Your decision will hold for exactly these bytes.'}{' '}
          <span className="mono nowrap" title={page.version.sha256}>
            SHA-256 {shortFingerprint(page.version.sha256)}
          </span>
        </p>
        {error !== null && <Refused error={error} />}
        <Button
          type="submit"
          variant="primary"
          size="large"
          wide
          aria-describedby="decision-statement"
          busy={running && verdict ? verdictWords(verdict).busy : undefined}
          off={verdict ? (astray > 0 ? 'A comment of yours answers one that was deleted' : undefined) : 'Choose a decision first'}
        >
          {verdict ? verdictButton[verdict] : 'Decide'}
        </Button>
        <p className="t12 t3 rv-when">Recorded with the time in {localZone().split('/').at(-1)?.replaceAll('_', ' ')}. You get a certificate.</p>
      </div>
    </form>
  );
}

function Choices({ verdict, offered, onChoose }: { verdict: Verdict | null; offered: readonly Verdict[]; onChoose: (verdict: Verdict) => void }) {
  return (
    <fieldset className="rv-choices" role="radiogroup" aria-label="Decision">
      {inOrder(offered).map((choice) => (
        <label key={choice} className={`rv-choice ${verdictLook[choice]}${choice === verdict ? ' on' : ''}`}>
          <span className="rv-choice-i">
            <StatusIcon look={verdictLook[choice]} className="i-20" />
          </span>
          <span className="grow">
            <b className="semi db">{verdictButton[choice]}</b>
            <span className="t12 t3 db">{verdictWords(choice).meaning}</span>
          </span>
          <input type="radio" name="verdict" checked={choice === verdict} onChange={() => onChoose(choice)} />
        </label>
      ))}
    </fieldset>
  );
}

/** What the writer kept back goes out in the same moment, or not at all. */
function Kept({ items }: { items: readonly UnsentComment[] }) {
  const { tasks } = useReview();
  if (items.length === 0) return null;
  return (
    <section className="rv-kept" aria-label="Comments sent with this decision">
      <p className="t12">
        <b className="semi">{items.length === 1 ? '1 comment of yours is' : `${items.length} comments of yours are`} sent with it:</b>
      </p>
      <ul className="t12 t2">
        {items.map((item) => (
          <li key={item.clientId} className="clip">
            {bodyLine(item.body)}
          </li>
        ))}
      </ul>
      <button type="button" className="link t12" onClick={tasks.discardKept}>
        Throw away
      </button>
    </section>
  );
}

function Astray({ count, onRead }: { count: number; onRead: () => void }) {
  if (count === 0) return null;
  return (
    <p className="rv-pend" role="status">
      <Icon name="reply" />
      <span className="grow">
        {count === 1 ? 'One answers a comment that was deleted. Make it a comment of its own, or throw it away.' : `${count} answer comments that were deleted. Make them comments of their own, or throw them away.`}
      </span>
      <button type="button" className="link" onClick={onRead}>
        Show
      </button>
    </p>
  );
}

function OpenComments({ count, onRead }: { count: number; onRead: () => void }) {
  if (count === 0) return null;
  return (
    <p className="rv-pend">
      <Icon name="chat" />
      <span className="grow">
        <b className="med">{count === 1 ? '1 open comment' : `${count} open comments`}</b> {count === 1 ? 'goes' : 'go'} with it.
      </span>
      <button type="button" className="link" onClick={onRead}>
        Read
      </button>
    </p>
  );
}

function Chosen({ verdict, onBack }: { verdict: Verdict; onBack: () => void }) {
  return (
    <p className={`rv-chosen ${verdictLook[verdict]}`}>
      <StatusIcon look={verdictLook[verdict]} className="i-20" />
      <b className="semi grow">{verdictButton[verdict]}</b>
      <button type="button" className="link" onClick={onBack}>
        Change
      </button>
    </p>
  );
}

function Refused({ error }: { error: unknown }) {
  const stale = hasCode(error, 'stale');
  return (
    <div className="rv-refused" role="alert">
      <p className="t12">{stale ? 'The file or the decision has changed since you opened this page. Nothing was recorded. Load it again and look once more.' : `${sentenceOf(error)}`}</p>
      {stale && (
        <button type="button" className="link" onClick={() => location.reload()}>
          Load again
        </button>
      )}
    </div>
  );
}
