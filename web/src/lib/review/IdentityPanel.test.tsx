import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useReducer } from 'react';
import { afterEach, expect, it } from 'vitest';
import { toBody } from './body';
import { EMPTY_DRAFT, type Drafts } from './drafts';
import { IdentityPanel } from './IdentityPanel';
import { onScreen } from './review-fixture';
import { draftOf, reduceReview, startState, type ReviewState } from './review-state';
import type { UnsentComment } from './unsent';

afterEach(cleanup);

const waiting = (clientId: string, text: string): UnsentComment => ({ clientId, parent: null, body: toBody(text, []), markers: [], teamOnly: false, attachments: [], writtenAt: 0, state: 'waiting', reason: null });

async function back(unsent: UnsentComment[], drafts: Drafts): Promise<ReviewState> {
  let latest = startState({ drafts, unsent, sentence: '' }, 'point');
  function Screen() {
    const [state, tell] = useReducer(reduceReview, latest);
    latest = state;
    return onScreen(<IdentityPanel />, { state, tell });
  }
  render(<Screen />);
  await userEvent.click(screen.getByRole('button', { name: 'Back to the comment' }));
  cleanup();
  return latest;
}

it('going back brings the words to the composer', async () => {
  const state = await back([waiting('u1', 'Less blue')], {});
  expect([draftOf(state).text, state.unsent]).toEqual(['Less blue', []]);
});

it('going back loses nothing where several wait, or where other words are half written', async () => {
  const several = await back([waiting('u1', 'Less blue'), waiting('u2', 'More red')], {});
  expect(several.unsent.map((item) => item.state)).toEqual(['kept', 'kept']);
  const taken = await back([waiting('u1', 'Less blue')], { new: { ...EMPTY_DRAFT, text: 'Something else' } });
  expect([draftOf(taken).text, taken.unsent.length]).toEqual(['Something else', 1]);
});
