import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useReducer } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CommentsPanel } from './CommentsPanel';
import { comment, fakeTasks, ingrid, jonas, onScreen, reviewPage } from './review-fixture';
import { draftOf, reduceReview, startState } from './review-state';

afterEach(cleanup);
Element.prototype.scrollIntoView = vi.fn();
const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Comment' });

/** The panel with a reducer that works. */
function Live({ onSend }: { onSend: (text: string) => void }) {
  const [state, tell] = useReducer(reduceReview, startState({ drafts: {}, outbox: [], sentence: '' }, 'pin'));
  return onScreen(<CommentsPanel />, { state, tell, tasks: fakeTasks({ send: () => onSend(draftOf(state).text) }) });
}

describe('comments', () => {
  it('show typed HTML as text', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    render(onScreen(<CommentsPanel />, { comments: [comment('cmt_1', hostile)] }));
    expect(screen.getByText(hostile)).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
  });

  it('follow web addresses only', () => {
    const body = { blocks: [{ spans: [{ link: 'javascript:alert(1)', text: 'one' }, { link: 'https://example.org', text: 'two' }] }] };
    render(onScreen(<CommentsPanel />, { comments: [comment('cmt_1', '', { body })] }));
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['two']);
    expect(screen.getByRole('link').getAttribute('rel')).toContain('noopener');
  });

  it('offer only what the server allows', () => {
    render(onScreen(<CommentsPanel />, { comments: [comment('cmt_1', 'Mine to resolve', { abilities: ['resolve'] }), comment('cmt_2', 'Not mine')] }));
    expect(screen.getAllByRole('button', { name: 'Resolve' })).toHaveLength(1);
    expect(screen.queryByRole('button', { name: 'Reply' })).toBeNull();
  });

  it('keep a comment that was not sent, with the way to send it', async () => {
    const tasks = fakeTasks();
    const outbox = [{ clientId: 'u1', parent: null, body: { blocks: [{ spans: [{ text: 'My words' }] }] }, markers: [], teamOnly: false, writtenAt: 0, state: 'failed' as const, reason: 'No connection.' }];
    render(onScreen(<CommentsPanel />, { state: { outbox }, tasks }));
    const card = within(screen.getByRole('listitem'));
    expect(card.getByText('My words')).toBeTruthy();
    expect(card.getByText(/No connection\. Your text is kept here\./)).toBeTruthy();
    await userEvent.click(card.getByRole('button', { name: 'Try again' }));
    expect(tasks.retry).toHaveBeenCalledOnce();
  });

  it('are team only in words, not only in colour', () => {
    render(onScreen(<CommentsPanel />, { comments: [comment('cmt_1', 'Between us', { team_only: true })] }));
    expect(screen.getByText('Team only')).toBeTruthy();
  });

  it('say why they are closed', () => {
    const page = reviewPage({ abilities: [] });
    render(onScreen(<CommentsPanel />, { page: { ...page, review: { ...page.review, locked: true } } }));
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText(/This review is locked/)).toBeTruthy();
  });
});

describe('composer', () => {
  it('sends with Ctrl Enter and not while it is empty', async () => {
    const sent = vi.fn();
    render(<Live onSend={sent} />);
    await userEvent.type(box(), 'Too orange{Control>}{Enter}{/Control}');
    expect(sent).toHaveBeenCalledWith('Too orange');
  });

  it('takes a person by arrows and Enter', async () => {
    render(<Live onSend={vi.fn()} />);
    await userEvent.type(box(), 'Look @');
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([expect.stringContaining(ingrid.name), expect.stringContaining(jonas.name)]);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(box().value).toBe('Look @Jonas Weber ');
  });

  it('hides the team-only switch from guests', () => {
    render(<Live onSend={vi.fn()} />);
    expect(screen.queryByRole('button', { name: 'Team only' })).toBeNull();
  });
});
