import { describe, expect, it } from 'vitest';
import type { Command } from './command';
import { findCommands } from './find';

const command = (title: string, more: Partial<Command> = {}): Command => ({ id: title, title, run: () => undefined, ...more });
const titles = (typed: string, ...commands: Command[]) => findCommands(typed, [{ title: 'All', commands }]).groups.flatMap((group) => group.hits.map(({ command: { title } }) => title));
const marked = (typed: string, title: string) =>
  findCommands(typed, [{ title: 'All', commands: [command(title)] }]).groups[0]?.hits[0]?.pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');

describe('finding commands', () => {
  it.each([
    ['', ['Next file', 'Zoom in', 'Files of Client']],
    ['fil', ['Files of Client', 'Next file']],
    ['file next', ['Next file']],
    ['zoom out', []],
    ['  ZOOM ', ['Zoom in']],
  ])('finds “%s”', (typed, found) => {
    expect(titles(typed, command('Next file'), command('Zoom in'), command('Files of Client'))).toEqual(found);
  });

  it('finds further words and places, behind titles', () => {
    expect(titles('dark', command('Theme: dark'), command('Night', { words: 'dark' }), command('Poster', { detail: 'Dark matter' }))).toEqual(['Theme: dark', 'Night', 'Poster']);
  });

  it.each([
    ['hafen', 'Häfen im Winter', '[Häfen] im Winter'],
    ['in f', 'Zoom in, fit', 'Zoom [in], [f]it'],
    ['ab abc', 'abcd', '[abc]d'],
    ['תמונה', 'תמונה ראשית.png', '[תמונה] ראשית.png'],
    ['ﬁle', 'Profile', 'Pro[file]'],
    ['x', '🚀x', '🚀[x]'],
    ['straße', 'Straße', '[Straße]'],
  ])('marks “%s” in “%s”', (typed, title, shown) => expect(marked(typed, title)).toBe(shown));

  it('puts the group with the best hit first and counts all of them', () => {
    const { groups, total } = findCommands('de', [
      { title: 'Files', commands: [command('Model.png'), command('Indeed.pdf')] },
      { title: 'Do', commands: [command('Decide')] },
    ]);
    expect(groups.map((group) => group.title)).toEqual(['Do', 'Files']);
    expect(total).toBe(3);
  });

  it('shows few before anything is typed, and no more than a screen after', () => {
    const many = Array.from({ length: 50 }, (_, index) => command(`File ${index}`));
    expect(titles('', ...many)).toHaveLength(6);
    expect(titles('file', ...many)).toHaveLength(20);
  });
});
