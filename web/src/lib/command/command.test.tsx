import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { fromMenus, offered, useCommands, type CommandGroup } from './command';

afterEach(cleanup);

function Offers({ groups, frame = false }: { groups: CommandGroup[]; frame?: boolean }) {
  useCommands(() => groups, frame ? 'frame' : 'page');
  return null;
}
const group = (title: string, ...titles: string[]): CommandGroup => ({ title, commands: titles.map((one) => ({ id: one, title: one, run: vi.fn() })) });

it('offers what the page can do before what the frame can, as long as they are on the screen', () => {
  const { rerender } = render(
    <>
      <Offers frame groups={[group('Go to', 'Inbox')]} />
      <Offers groups={[group('Project', 'Upload'), group('Nothing')]} />
    </>,
  );
  expect(offered().map(({ title }) => title)).toEqual(['Project', 'Go to']);
  rerender(<Offers frame groups={[group('Go to', 'Team')]} />);
  expect(offered().flatMap(({ commands }) => commands.map(({ title }) => title))).toEqual(['Team']);
});

it('makes commands of menus, without what cannot be done', () => {
  const run = vi.fn();
  const made = fromMenus('more', [{ actions: [{ id: 'a', label: 'Lock', run }] }, { title: 'Status', actions: [{ id: 'b', label: 'Approved', run }, { id: 'c', label: 'Rejected', disabled: true, run }] }], 'state');
  expect(made.map(({ id, title, words }) => [id, title, words])).toEqual([
    ['more a', 'Lock', 'state'],
    ['more b', 'Status: Approved', 'state'],
  ]);
});
