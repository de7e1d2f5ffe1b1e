import { expect, test } from 'vitest';
import { nameOf, readInvitees } from './invitees';

const ines = { name: 'Ines Moen', email: 'ines@nordlys.example' };

test.each([
  ['one a line', 'ines@nordlys.example\njan.vik@nordlys.example', ['Ines', 'Jan Vik']],
  ['as a mail writes them', 'Ines Moen <ines@nordlys.example>, "Vik, Jan" <jan@nordlys.example>;', ['Ines Moen', 'Vik, Jan']],
  ['two columns of a table', 'Ines Moen\tines@nordlys.example\r\nJan Vik\tjan@nordlys.example', ['Ines Moen', 'Jan Vik']],
  ['twice the same', 'INES@nordlys.example ; Ines Moen <ines@nordlys.example>', ['INES']],
  ['a link', 'mailto:ines@nordlys.example', ['Ines']],
  ['nothing', ' \n,;\t', []],
])('reads %s', (_what, text, names) => {
  const read = readInvitees(text);
  expect(read.people.map((one) => one.name)).toEqual(names);
  expect(read.unread).toEqual([]);
});

test('says what it cannot read', () => {
  expect(readInvitees('Ines Moen, ines@nordlys.example\nJan Vik\nola@\n<b@c>')).toEqual({ people: [ines], unread: ['Jan Vik', 'ola@', '<b@c>'] });
});

test('takes no more than a group can hold', () => {
  const many = Array.from({ length: 500 }, (_one, at) => `person${at}@nordlys.example`).join('\n');
  expect(readInvitees(many).people).toHaveLength(200);
});

test('guesses a name that a person can correct', () => {
  expect(nameOf('ines.moen@nordlys.example')).toBe('Ines Moen');
  expect(nameOf('ines_moen-42+review@nordlys.example')).toBe('Ines Moen');
  expect(nameOf('42@nordlys.example')).toBe('42');
  expect(nameOf('øyvind@nordlys.example')).toBe('Øyvind');
});
