import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useReducer } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { likeWords, sureWords } from './CardParts';
import { CommentsPanel } from './CommentsPanel';
import { comment, fakeTasks, ingrid, jonas, onScreen, reviewPage } from './review-fixture';
import { draftOf, reduceReview, startState } from './review-state';

afterEach(cleanup);
Element.prototype.scrollIntoView = vi.fn();
const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Comment' });

/** The panel with a reducer that works. */
function Live({ onSend }: { onSend: (text: string) => void }) {
  const [state, tell] = useReducer(reduceReview, startState({ drafts: {}, unsent: [], sentence: '' }, 'point'));
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
    const unsent = [{ clientId: 'u1', parent: null, body: { blocks: [{ spans: [{ text: 'My words' }] }] }, markers: [], teamOnly: false, attachments: [], writtenAt: 0, state: 'failed' as const, reason: 'No connection.' }];
    render(onScreen(<CommentsPanel />, { state: { unsent }, tasks }));
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

describe('an answer whose comment was deleted', () => {
  const answer = { clientId: 'u1', parent: 'cmt_gone', body: { blocks: [{ spans: [{ text: 'My words' }] }] }, markers: [], teamOnly: false, attachments: [], writtenAt: 0, state: 'failed' as const, reason: 'It is gone.' };

  it('stands in the list, with the way to make it a comment of its own', async () => {
    const tasks = fakeTasks();
    render(onScreen(<CommentsPanel />, { state: { unsent: [answer] }, tasks }));
    const card = within(screen.getByRole('listitem'));
    expect(card.getByText('My words')).toBeTruthy();
    expect(card.queryByRole('button', { name: 'Try again' })).toBeNull();
    await userEvent.click(card.getByRole('button', { name: 'Make it a comment of its own' }));
    expect(tasks.rewrite).toHaveBeenCalledOnce();
  });

  it('is not sent from the composer, which says why and lets it go on', async () => {
    const tell = vi.fn();
    const tasks = fakeTasks();
    render(onScreen(<CommentsPanel />, { tell, tasks, page: reviewPage({ abilities: ['comment', 'team_only'] }), state: { target: 'cmt_gone', drafts: { cmt_gone: { text: 'My words', mentions: [], anchors: [], teamOnly: false, attachments: [] } } } }));
    expect(screen.getByText('The comment that you are answering was deleted.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(tasks.send).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Make it a comment of its own' }));
    expect(tell).toHaveBeenCalledWith({ type: 'freed', teamOnly: true });
  });
});

describe('changing an own comment', () => {
  it('goes on with the words where the panel was left, and Cancel brings the old ones back', async () => {
    const own = comment('cmt_1', 'Too blue', { author: ingrid, abilities: ['edit'] });
    function Screen() {
      const [state, tell] = useReducer(reduceReview, { ...startState({ drafts: {}, unsent: [], sentence: '' }, 'point'), editing: own.id });
      const other = state.panel === 'decision';
      return (
        <>
          <button type="button" onClick={() => tell({ type: 'panel', panel: other ? 'comments' : 'decision' })}>
            Turn
          </button>
          {onScreen(other ? <p /> : <CommentsPanel />, { state, tell, comments: [own] })}
        </>
      );
    }
    render(<Screen />);
    const edit = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edit comment' });
    await userEvent.type(edit(), ', by far');
    await userEvent.click(screen.getByRole('button', { name: 'Turn' }));
    await userEvent.click(screen.getByRole('button', { name: 'Turn' }));
    expect(edit().value).toBe('Too blue, by far');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByText('Too blue')).toBeTruthy();
  });
});

describe('finding a comment', () => {
  const comments = [comment('cmt_1', 'Move the Logo', { number: 1 }), comment('cmt_2', 'Less blue', { number: 2, author: ingrid, resolved: { by: jonas, at: 1 } })];

  it('counts what each tab holds', async () => {
    const tell = vi.fn();
    render(onScreen(<CommentsPanel />, { comments, tell }));
    expect(screen.getAllByRole('tab').map((tab) => tab.textContent)).toEqual(['Open 1', 'Resolved 1', 'All 2']);
    screen.getByRole('tab', { name: 'Open 1' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(tell).toHaveBeenCalledWith({ type: 'filter', filter: 'resolved' });
  });

  it('marks the words looked for and says how many are left', () => {
    const { container } = render(onScreen(<CommentsPanel />, { comments, state: { search: 'logo', filter: 'all' } }));
    expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['Logo']);
    expect(screen.getByText('2 of 2')).toBeTruthy();
  });

  it('offers everybody who wrote, and says what a filter leaves out', async () => {
    const tell = vi.fn();
    render(onScreen(<CommentsPanel />, { comments, tell, state: { narrow: { who: jonas.id, thisPage: false, order: 'number' } } }));
    expect(screen.getByText(/^By Jonas Weber: /)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(tell).toHaveBeenCalledWith({ type: 'narrow', part: { who: 'everybody', thisPage: false } });
    await userEvent.click(screen.getByRole('button', { name: 'Filter and sort' }));
    const items = (await screen.findAllByRole('menuitem')).map((item) => item.textContent);
    expect(items).toEqual(expect.arrayContaining(['Everybody', 'You', 'Mentions you', 'Newest first', 'By position']));
    expect(items.some((text) => text?.startsWith('Jonas Weber'))).toBe(true);
  });

  it('goes from one to the next with Enter', async () => {
    const select = vi.fn();
    render(onScreen(<CommentsPanel />, { comments, select, state: { search: 'o' } }));
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search comments' }), '{Enter}');
    expect(select).toHaveBeenLastCalledWith('cmt_1');
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    expect(select).toHaveBeenLastCalledWith(expect.stringContaining('cmt_'));
  });
});

describe('likes, pins and links', () => {
  const liked = comment('cmt_1', 'Move the logo', { likes: { count: 2, own: true, people: [ingrid, jonas] }, pinned: { by: jonas, at: 1 }, abilities: ['like', 'pin'] });

  it('say by whom and can be taken back', async () => {
    const tasks = fakeTasks();
    render(onScreen(<CommentsPanel />, { comments: [liked], tasks }));
    const button = screen.getByRole('button', { name: 'Like, 2 people like this' });
    expect(button.getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(button);
    expect(tasks.like).toHaveBeenCalledOnce();
    expect(screen.getByText('Pinned')).toBeTruthy();
  });

  it('are not offered where the server does not allow them', async () => {
    render(onScreen(<CommentsPanel />, { comments: [comment('cmt_1', 'x')] }));
    expect(screen.queryByRole('button', { name: 'Like' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /^More for the comment/ }));
    expect((await screen.findAllByRole('menuitem')).map((item) => item.textContent)).toEqual(['Copy link']);
  });

  it('give members a link for the group, but not to what is for the team', async () => {
    const page = reviewPage({ me: { person: jonas, needs_identity: false, is_member: true, decision: null } });
    const tasks = fakeTasks();
    render(onScreen(<CommentsPanel />, { page, tasks, comments: [comment('cmt_1', 'x'), comment('cmt_2', 'y', { number: 2, team_only: true })] }));
    const [open, team] = screen.getAllByRole('button', { name: /^More for the comment/ });
    if (!open || !team) throw new Error('two comments');
    await userEvent.click(open);
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Copy link for Client' }));
    expect(tasks.copyLink).toHaveBeenCalledWith(expect.objectContaining({ id: 'cmt_1' }), 'review link');
    await userEvent.click(team);
    expect((await screen.findAllByRole('menuitem')).map((item) => item.textContent)).toEqual(['Copy link for members']);
  });

  it('name likes in full', () => {
    const people = ['A', 'B', 'C', 'D', 'E', 'F'].map((name, at) => ({ ...jonas, id: `per_${at}`, name }));
    const words = (count: number, own: boolean, some = people) => likeWords({ likes: { count, own, people: some } }, ingrid.id);
    expect(words(0, false, [])).toBe('');
    expect(words(1, true, [ingrid])).toBe('You');
    expect(words(2, true, [jonas, ingrid])).toBe('You and Jonas Weber');
    expect(words(70, false)).toBe('A, B, C, D, E and 65 more');
  });
});

describe('copies', () => {
  it('show whose words they are, where they came from and how sure the place is', () => {
    const pin = { target: { version: 'ver_3', sha256: 'ab' }, selectors: [{ type: 'FragmentSelector' as const, value: 'page=2' }] };
    const copied = comment('cmt_1', 'Move the logo', { author: jonas, markers: [pin], copied: { version_number: 2, group: null, author: ingrid, sure: 94 } });
    render(onScreen(<CommentsPanel />, { comments: [copied] }));
    expect(screen.getByText('Ingrid Solberg')).toBeTruthy();
    expect(screen.getByText(/From v2, copied by Jonas Weber/).textContent).toContain('found again, 94 % sure');
  });

  it('say honestly what is not known', () => {
    expect([sureWords(null, true), sureWords(0, true), sureWords(100, true), sureWords(20, false)]).toEqual([
      'same place as before, not compared',
      'its words were not found, it stands where it stood',
      'found again at its place',
      'its place looks different now, 20 % alike',
    ]);
  });
});

describe('attached files', () => {
  it('are links that save, and nothing that opens', () => {
    render(onScreen(<CommentsPanel />, { comments: [comment('cmt_1', 'See file', { attachments: [{ id: 'att_1', name: '<b>x</b>.html', size: 2048 }] })] }));
    const link = screen.getByRole('link', { name: '<b>x</b>.html' });
    expect([link.getAttribute('href'), link.getAttribute('download'), link.getAttribute('target')]).toEqual(['/api/v1/attachments/att_1', '<b>x</b>.html', null]);
  });

  it('are chosen, listed and removed in the composer', async () => {
    const tasks = fakeTasks();
    const tell = vi.fn();
    const draft = { text: '', mentions: [], anchors: [], teamOnly: false, attachments: [{ id: 'att_1', name: 'a.txt', size: 3 }] };
    render(onScreen(<CommentsPanel />, { tasks, tell, state: { drafts: { new: draft } } }));
    const file = new File(['abc'], 'b.txt');
    await userEvent.upload(screen.getByLabelText('Files to attach'), [file]);
    expect(tasks.attach).toHaveBeenCalledWith([file]);
    await userEvent.click(screen.getByRole('button', { name: 'Remove a.txt' }));
    expect(tell).toHaveBeenCalledWith({ type: 'detached', file: 'att_1' });
  });

  it('hold Send and Add to my review until they are there', async () => {
    const tasks = fakeTasks();
    render(onScreen(<CommentsPanel />, { tasks, state: { attaching: true, drafts: { new: { text: 'See file', mentions: [], anchors: [], teamOnly: false, attachments: [] } } } }));
    for (const name of ['Send', 'Add to my review', 'Attach files, 10 MB each']) expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Attaching files')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(tasks.send).not.toHaveBeenCalled();
  });

  it('ask for a name first', () => {
    const page = reviewPage({ me: { person: null, needs_identity: true, is_member: false, decision: null } });
    render(onScreen(<CommentsPanel />, { page }));
    expect(screen.getByRole('button', { name: 'Attach files, 10 MB each' }).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('comments kept for the decision', () => {
  const kept = [{ clientId: 'u1', parent: null, body: { blocks: [{ spans: [{ text: 'My words' }] }] }, markers: [], teamOnly: false, attachments: [], writtenAt: 0, state: 'kept' as const, reason: null }];

  it('are counted, and can be sent or thrown away', async () => {
    const [sendKept, discardKept] = [vi.fn(), vi.fn()];
    render(onScreen(<CommentsPanel />, { state: { unsent: kept }, tasks: fakeTasks({ sendKept, discardKept }) }));
    const box = within(screen.getByRole('region', { name: 'Comments that wait for your decision' }));
    expect(box.getByText('1 comment waits for your decision.')).toBeTruthy();
    await userEvent.click(box.getByRole('button', { name: 'Send now' }));
    await userEvent.click(box.getByRole('button', { name: 'Throw away' }));
    expect(sendKept).toHaveBeenCalledOnce();
    expect(discardKept).toHaveBeenCalledOnce();
  });

  it('say when what they answer was deleted, and become comments of their own', async () => {
    const rewrite = vi.fn();
    const answer = kept.map((item) => ({ ...item, parent: 'com_1' }));
    render(onScreen(<CommentsPanel />, { comments: [comment('com_1', 'Darker', { deleted: true })], state: { unsent: answer }, tasks: fakeTasks({ rewrite }) }));
    expect(screen.getByText('The comment that it answers was deleted.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Make it a comment of its own' }));
    expect(rewrite).toHaveBeenCalledOnce();
  });

  it('are offered to those who decide alone', () => {
    const { unmount } = render(onScreen(<CommentsPanel />));
    expect(screen.getByRole('button', { name: 'Add to my review' })).toBeTruthy();
    unmount();
    render(onScreen(<CommentsPanel />, { page: reviewPage({ abilities: ['comment'] }) }));
    expect(screen.queryByRole('button', { name: 'Add to my review' })).toBeNull();
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
