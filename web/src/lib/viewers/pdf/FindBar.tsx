/** The find bar of a document: words, how many places, one after the other. Enter goes on, Shift with Enter back, Esc closes. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { IconButton } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import type { Find } from './use-find';

export function FindBar({ find }: { readonly find: Find }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [find.calls]);

  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') find.close();
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) find.step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const none = find.matches.length === 0 ? 'Nothing is found yet' : undefined;
  return (
    <div className="vw-find" role="search" aria-label="Find in the document" onKeyDown={press}>
      <TextField ref={field} label="Find in the document" hideLabel icon="search" type="search" placeholder="Find in the document" autoComplete="off" spellCheck={false} maxLength={200} value={find.words} onChange={find.look} />
      <span className="vw-find-n" role="status">
        {countWords(find)}
      </span>
      <IconButton icon="up" label="Previous place" shortcut="Shift Enter" off={none} onPress={() => find.step(-1)} />
      <IconButton icon="down" label="Next place" shortcut="Enter" off={none} onPress={() => find.step(1)} />
      <IconButton icon="x" label="Close" shortcut="Esc" onPress={find.close} />
    </div>
  );
}

function countWords({ words, matches, at, left }: Find): string {
  if (words.trim() === '') return '';
  if (matches.length === 0) return left > 0 ? 'Looking' : 'Nothing found';
  return `${at + 1} of ${matches.length}${left > 0 ? '+' : ''}`;
}
