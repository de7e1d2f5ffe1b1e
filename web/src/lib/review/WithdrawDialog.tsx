/** Asks before a decision is taken back: that is a signed statement of its own and cannot be undone, only followed. */
import { useState } from 'react';
import { hasCode, sentence as sentenceOf } from '../api/problem';
import type { Decision } from '../api/types';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextArea } from '../ui/Field';
import { verdictWord } from '../ui/status';
import { useReview } from './context';
import { verdictWords } from './verdicts';

type Props = { readonly decision: Decision; readonly open: boolean; readonly onClose: () => void; readonly onWithdrawn: (statement: Decision) => void };

export function WithdrawDialog({ decision, open, onClose, onWithdrawn }: Props) {
  const { tasks } = useReview();
  const [text, setText] = useState('');
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const withdraw = async () => {
    setRunning(true);
    setError(null);
    try {
      onWithdrawn(await tasks.withdraw(decision, text));
    } catch (refused) {
      setError(refused);
      setRunning(false);
    }
  };
  return (
    <Dialog
      title="Withdraw your decision?"
      open={open}
      onClose={onClose}
      width="small"
      role="alertdialog"
      keep={running || text !== ''}
      footer={
        <>
          <Button variant="ghost" onPress={onClose}>
            Keep it
          </Button>
          <Button variant="primary" busy={running ? verdictWords('withdraw').busy : undefined} onPress={() => void withdraw()}>
            Withdraw decision
          </Button>
        </>
      }
    >
      <div className="stack stack-3">
        <p>
          “{verdictWord[decision.verdict]}” will no longer count, and you are asked again. A new signed statement says so and names certificate <span className="mono">{decision.certificate}</span>, which stays in the record.
        </p>
        <TextArea label="Say why (optional)" rows={2} maxLength={2000} value={text} onChange={setText} />
        {error !== null && (
          <p className="rv-refused t12" role="alert">
            {hasCode(error, 'stale') ? 'Your decision has changed since you opened this page. Nothing was withdrawn. Load the page again.' : sentenceOf(error)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
