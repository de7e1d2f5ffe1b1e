/** A growing text field that knows people: @ opens the list, arrows choose, Enter or Tab takes. */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Person } from '../api/types';
import { Avatar } from '../ui/Avatar';
import type { Mention } from './body';
import { choose, matching, mentionAt } from './mention-query';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly mentions: readonly Mention[];
  readonly people: readonly Person[];
  readonly placeholder?: string;
  /** The focus comes here when this is more than what was followed already. */
  readonly focusCalls: number;
  readonly followed: RefObject<number>;
  readonly onChange: (text: string, mentions: readonly Mention[]) => void;
  readonly onSend: () => void;
  readonly onEscape: () => void;
};

const LONGEST = 10_000;

export function MentionBox({ label, value, mentions, people, placeholder, focusCalls, followed, onChange, onSend, onEscape }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(false);
  const query = closed ? null : mentionAt(value, caret);
  const found = query ? matching(people, query.query) : [];
  const open = query !== null && found.length > 0 && document.activeElement === field.current;

  useEffect(() => {
    const element = field.current;
    if (focusCalls <= followed.current || !element) return;
    followed.current = focusCalls;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
  }, [focusCalls, followed]);

  const change = (text: string, where: number, chosen: readonly Mention[] = mentions) => {
    setCaret(where);
    setAt(0);
    onChange(text, chosen);
  };
  const take = (person: Person | undefined) => {
    if (!query || !person) return;
    const next = choose(value, caret, query, person);
    change(next.text, next.caret, mentions.some(({ id }) => id === person.id) ? mentions : [...mentions, { id: person.id, name: person.name }]);
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret));
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
      return;
    }
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setAt((at + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
    } else if (open && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      take(found[at]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (open) setClosed(true);
      else onEscape();
    }
  };

  return (
    <div className="rv-box-w">
      <textarea
        ref={field}
        className="rv-box"
        dir="auto"
        rows={Math.min(8, value.split('\n').length)}
        maxLength={LONGEST}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open ? `${listId}-${at}` : undefined}
        onChange={(event) => {
          setClosed(false);
          change(event.target.value, event.target.selectionStart);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={keys}
      />
      {open && (
        <ul className="rv-people" id={listId} role="listbox" aria-label="People">
          {found.map((person, index) => (
            <li
              key={person.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              className={index === at ? 'on' : ''}
              onPointerDown={(event) => {
                event.preventDefault();
                take(person);
              }}
            >
              <Avatar person={person} size="small" />
              <span className="clip" dir="auto">{person.name}</span>
              <span className="end t12 t3">{person.guest ? 'Reviewer' : 'Team'}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
