import { expect, it } from 'vitest';
import { recognise, withoutExtension } from './recognise';

const known = (id: string, name: string, extension: string) => ({ id, name, version: { number: 1, extension } });
const files = [known('png', 'Key visual A', 'PNG'), known('pdf', 'Key visual A', 'PDF'), known('film', 'Launch film 30s.mp4', 'MP4'), known('umlaut', 'Häfen', 'DOCX')];

it.each([
  ['Launch film 30s.mp4', 'film'],
  ['launch FILM 30s.MP4', 'film'],
  ['Key visual A.pdf', 'pdf'],
  ['Key visual A.png', 'png'],
  ['Key visual A.tif', 'png'],
  ['Launch film 30s.mov', 'film'],
  ['Ha\u0308fen.docx', 'umlaut'],
  ['Key visual B.png', undefined],
])('%s is a version of %s', (name, id) => expect(recognise(name, files)?.id).toBe(id));

it('cuts an extension, not a number in the name', () => expect(['a.png', '.env', 'Version 2.0 of the text', 'archive.tar.gz'].map(withoutExtension)).toEqual(['a', '.env', 'Version 2.0 of the text', 'archive.tar']));
