import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useReducer } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cleanup } from '@testing-library/react';
import { ProblemError } from '../api/problem';
import type { Ability, Decision } from '../api/types';
import { DecisionPanel } from './DecisionPanel';
import type { ReviewTasks } from './context';
import { comment, decision, fakeTasks, ingrid, onScreen, reviewPage } from './review-fixture';
import { reduceReview, startState } from './review-state';

vi.mock('../page/AppLink', () => ({ AppLink: ({ href, children }: { href: string; children: string }) => <a href={href}>{children}</a> }));
afterEach(cleanup);

const choose = (name: RegExp) => userEvent.click(screen.getByRole('radio', { name }));
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

/** The panel with a reducer that works. */
function Live({ tasks }: { tasks: ReviewTasks }) {
  const [state, tell] = useReducer(reduceReview, startState({ drafts: {}, unsent: [], sentence: '' }, 'point'));
  return onScreen(<DecisionPanel />, { state, tell, tasks });
}

describe('deciding', () => {
  it('preselects nothing and says why the button is off', async () => {
    const tasks = fakeTasks();
    render(onScreen(<DecisionPanel />, { tasks }));
    expect(screen.getAllByRole<HTMLInputElement>('radio').some((radio) => radio.checked)).toBe(false);
    await press('Decide');
    expect(tasks.decide).not.toHaveBeenCalled();
  });

  it('offers the choices of the server in their fixed order', () => {
    render(onScreen(<DecisionPanel />, { page: reviewPage({ verdicts: ['request_changes', 'approve'] }) }));
    expect(screen.getAllByRole('radio').map((radio) => radio.closest('label')?.querySelector('b')?.textContent)).toEqual(['Approve', 'Request changes']);
  });

  it('names the signer, the deed and the bytes before the button', async () => {
    render(onScreen(<DecisionPanel />));
    await choose(/^Approve\s*Ready/);
    expect(screen.getByRole('button', { name: 'Approve' }).getAttribute('aria-describedby')).toBe('decision-statement');
    expect(document.getElementById('decision-statement')?.textContent).toBe('By deciding I, Ingrid Solberg, approve exactly these bytes. SHA-256 9f2c 41d8 … 7be0 a613');
  });

  it('is never optimistic: the receipt comes with the answer', async () => {
    let answer: (signed: Decision) => void = () => undefined;
    const tasks = fakeTasks({ decide: vi.fn(() => new Promise<Decision>((resolve) => (answer = resolve))) });
    render(onScreen(<DecisionPanel />, { tasks }));
    await choose(/^Approve\s*Ready/);
    await press('Approve');
    expect(screen.queryByText('CS-7K4M-92QD')).toBeNull();
    answer(decision());
    expect(await screen.findByText('CS-7K4M-92QD')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Open certificate' }).getAttribute('href')).toBe('/decisions/dec_1');
    expect(screen.getByRole('button', { name: 'Next file' })).toBeTruthy();
  });

  it('asks for one sentence when changes are requested without any own comment', async () => {
    const tasks = fakeTasks();
    render(onScreen(<DecisionPanel />, { tasks, comments: [comment('cmt_1', 'By somebody else')] }));
    await choose(/Request changes/);
    await press('Request changes');
    expect(tasks.decide).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('what has to change');
  });

  it('signs only the sentence that is in sight', async () => {
    const tasks = fakeTasks();
    render(<Live tasks={tasks} />);
    await choose(/Request changes/);
    await userEvent.type(screen.getByRole('textbox'), 'Less blue');
    await choose(/^Approve\s*Ready/);
    expect(screen.queryByRole('textbox')).toBeNull();
    await press('Approve');
    expect(tasks.decide).toHaveBeenCalledWith('approve', '', null);
  });

  it('takes an own open comment for the reason', async () => {
    const tasks = fakeTasks();
    render(onScreen(<DecisionPanel />, { tasks, comments: [comment('cmt_1', 'Too orange', { author: ingrid })] }));
    await choose(/Request changes/);
    await press('Request changes');
    expect(tasks.decide).toHaveBeenCalledWith('request_changes', '', null);
  });

  it('asks a guest who they are with the choice in sight, then signs', async () => {
    const tasks = fakeTasks();
    render(onScreen(<DecisionPanel />, { tasks, page: reviewPage({ me: { person: null, needs_identity: true, is_member: false, decision: null } }) }));
    await choose(/^Approve\s*Ready/);
    await press('Approve');
    expect(tasks.decide).not.toHaveBeenCalled();
    await userEvent.type(screen.getByLabelText('Your name'), 'Ingrid Solberg');
    await userEvent.type(screen.getByLabelText('Your e-mail address'), 'ingrid@nordlys.example');
    await press('Approve');
    expect(tasks.identify).toHaveBeenCalledWith({ name: 'Ingrid Solberg', email: 'ingrid@nordlys.example' });
    expect(await screen.findByText('CS-7K4M-92QD')).toBeTruthy();
  });

  it('keeps the form when the bytes have changed, and says that nothing was recorded', async () => {
    const tasks = fakeTasks({ decide: vi.fn().mockRejectedValue(new ProblemError({ status: 409, code: 'stale', detail: 'Other bytes.' })) });
    render(onScreen(<DecisionPanel />, { tasks }));
    await choose(/^Approve\s*Ready/);
    await press('Approve');
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing was recorded');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Approve\s*Ready/ }).checked).toBe(true);
  });

  it('shows the standing decision, and a change names it as predecessor', async () => {
    const tasks = fakeTasks();
    render(onScreen(<DecisionPanel />, { tasks, page: reviewPage({ decisions: [decision()], me: { person: ingrid, needs_identity: false, is_member: false, decision: 'dec_1' } }) }));
    expect(screen.getByText('You approved')).toBeTruthy();
    await press('Change decision');
    await choose(/^Reject\s*Do/);
    await press('Reject');
    expect(tasks.decide).toHaveBeenCalledWith('reject', '', 'dec_1');
  });

  it('lists what the others decided and how they were known', () => {
    const others = [decision({ id: 'dec_9', person: { ...ingrid, id: 'per_h', name: 'Henrik Dahl' }, verdict: 'request_changes', level: 'mailbox' })];
    render(onScreen(<DecisionPanel />, { page: reviewPage({ decisions: others, abilities: [] }) }));
    expect(screen.getByText('Henrik Dahl')).toBeTruthy();
    expect(screen.getByText('Mailbox')).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
  });
});

describe('taking a decision back', () => {
  const standing = decision();
  const page = reviewPage({ decisions: [standing], me: { person: ingrid, needs_identity: false, is_member: false, decision: standing.id } });

  it('asks first, then shows the signed statement', async () => {
    const tasks = fakeTasks();
    render(onScreen(<DecisionPanel />, { page, tasks }));
    await press('Withdraw');
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Withdraw your decision?' }));
    expect(tasks.withdraw).not.toHaveBeenCalled();
    await userEvent.type(dialog.getByRole('textbox'), 'Looked at the wrong file');
    await userEvent.click(dialog.getByRole('button', { name: 'Withdraw decision' }));
    expect(tasks.withdraw).toHaveBeenCalledWith(standing, 'Looked at the wrong file');
    expect(await screen.findByText(/withdrew the decision/)).toBeTruthy();
  });

  it('keeps the dialog and says why when it is refused', async () => {
    const refused = new ProblemError({ type: '', title: '', status: 403, code: 'decision_locked', detail: 'This review is closed.' });
    render(onScreen(<DecisionPanel />, { page, tasks: fakeTasks({ withdraw: vi.fn().mockRejectedValue(refused) }) }));
    await press('Withdraw');
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Withdraw decision' }));
    expect(await screen.findByText('This review is closed.')).toBeTruthy();
  });

  it('lets the person decide again, naming the withdrawal', async () => {
    const withdrawal = decision({ id: 'dec_2', verdict: 'withdraw', certificate: 'CS-WITH-DRAW', predecessor: 'dec_1' });
    const tasks = fakeTasks();
    const after = { ...page, decisions: [{ ...standing, superseded: true }, withdrawal], me: { ...page.me, decision: 'dec_2' } };
    render(onScreen(<DecisionPanel />, { page: after, tasks }));
    expect(screen.getByText(/CS-WITH-DRAW/)).toBeTruthy();
    await choose(/^Approve\s*Ready/);
    await press('Approve');
    expect(tasks.decide).toHaveBeenCalledWith('approve', '', 'dec_2');
  });
});

describe('kept comments', () => {
  const unsent = [{ clientId: 'u1', parent: null, body: { blocks: [{ spans: [{ text: 'Less blue' }] }] }, markers: [], teamOnly: false, attachments: [], writtenAt: 0, state: 'kept' as const, reason: null }];

  it('are shown before the button and count as the reason', async () => {
    const tasks = fakeTasks();
    render(onScreen(<DecisionPanel />, { state: { unsent }, tasks }));
    expect(screen.getByText('1 comment of yours is sent with it:')).toBeTruthy();
    expect(screen.getByText('Less blue')).toBeTruthy();
    await choose(/Request changes/);
    await press('Request changes');
    expect(tasks.decide).toHaveBeenCalledOnce();
  });

  it('that answer what was deleted meanwhile are dealt with before the decision', async () => {
    const [tasks, tell] = [fakeTasks(), vi.fn()];
    const answers = unsent.map((item) => ({ ...item, parent: 'com_1' }));
    const { unmount } = render(onScreen(<DecisionPanel />, { comments: [comment('com_1', 'Darker', { deleted: true })], state: { unsent: answers }, tasks, tell }));
    await choose(/^Approve\s*Ready/);
    await press('Approve');
    expect(tasks.decide).not.toHaveBeenCalled();
    expect(screen.getByText(/One answers a comment that was deleted/)).toBeTruthy();
    await press('Show');
    expect(tell).toHaveBeenCalledWith({ type: 'panel', panel: 'comments' });
    unmount();
    render(onScreen(<DecisionPanel />, { comments: [comment('com_1', 'Darker')], state: { unsent: answers }, tasks }));
    await choose(/^Approve\s*Ready/);
    await press('Approve');
    expect(tasks.decide).toHaveBeenCalledOnce();
  });
});

describe('the lock', () => {
  const decided = (abilities: Ability[], locked: boolean) => {
    const page = reviewPage({ abilities });
    return { ...page, review: { ...page.review, status: 'approve' as const, locked } };
  };

  it('is offered on a decided review to those who may', async () => {
    const tasks = fakeTasks();
    const { unmount } = render(onScreen(<DecisionPanel />, { page: decided(['lock'], false), tasks }));
    await press('Lock');
    expect(tasks.adjust).toHaveBeenCalledWith({ locked: true });
    unmount();
    render(onScreen(<DecisionPanel />, { page: decided([], false) }));
    expect(screen.queryByRole('button', { name: 'Lock' })).toBeNull();
  });

  it('says what it means', async () => {
    const tasks = fakeTasks();
    const { unmount } = render(onScreen(<DecisionPanel />, { page: decided(['lock'], true), tasks }));
    expect(screen.getByText(/nobody can add, change or withdraw one/)).toBeTruthy();
    await press('Unlock');
    expect(tasks.adjust).toHaveBeenCalledWith({ locked: false });
    unmount();
    render(onScreen(<DecisionPanel />, { page: decided([], true) }));
    expect(screen.getByText(/Whoever manages the project can unlock it/)).toBeTruthy();
  });
});
