/** One reviewer's state as a small shape; hover, focus or click shows who, what and when. */
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { Dot } from '../api/types';
import { moment } from '../format/time';
import { Avatar } from './Avatar';
import { IdentityBadge } from './IdentityBadge';
import { StatusText } from './Status';
import { dotLook, verdictLook, verdictWord } from './status';
import { StatusIcon } from './StatusIcon';
import './dot.css';

const SHOW_AFTER_MS = 250;

export function ReviewerDot({ dot, tabIndex }: { dot: Dot; tabIndex?: number }) {
  const [shown, setShown] = useState<'no' | 'hover' | 'pinned'>('no');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const cardId = useId();
  const { look, icon, word } = dotLook(dot.state);

  const soon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown((was) => (was === 'no' ? 'hover' : was)), SHOW_AFTER_MS);
  };
  const leave = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown((was) => (was === 'hover' ? 'no' : was)), 120);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || shown === 'no') return;
    event.stopPropagation();
    setShown('no');
    button.current?.focus();
  };

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (shown === 'no' || !card.current || !button.current) return;
    // The top layer: no table edge can clip the card.
    card.current.showPopover?.();
    place(card.current, button.current.getBoundingClientRect());
    const outside = (event: Event) => {
      if (event.target instanceof Node && (card.current?.contains(event.target) || button.current?.contains(event.target))) return;
      setShown('no');
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('scroll', outside, true);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('scroll', outside, true);
    };
  }, [shown]);

  return (
    <span className="dot-w" onPointerEnter={(event) => event.pointerType === 'mouse' && soon()} onPointerLeave={leave} onKeyDown={keys}>
      <button
        ref={button}
        type="button"
        className={`dot ${look}`}
        tabIndex={tabIndex}
        aria-label={`${dot.person.name}: ${word}`}
        aria-expanded={shown !== 'no'}
        aria-controls={shown === 'no' ? undefined : cardId}
        onFocus={soon}
        onBlur={leave}
        onClick={(event) => {
          event.stopPropagation();
          clearTimeout(timer.current);
          setShown(shown === 'pinned' ? 'no' : 'pinned');
        }}
      >
        <StatusIcon look={icon} />
      </button>
      {shown !== 'no' && (
        <div ref={card} id={cardId} className="dotcard" popover="manual" role="group" aria-label={dot.person.name} onClick={(event) => event.stopPropagation()}>
          <PersonState dot={dot} />
        </div>
      )}
    </span>
  );
}

/** All dots of one review; more than four fold to three and a count that lists everybody. */
export function ReviewerDots({ dots, tabIndex, onMore }: { dots: Dot[]; tabIndex?: number; onMore?: () => void }) {
  const shown = dots.length > 4 ? dots.slice(0, 3) : dots;
  return (
    <span className="dots">
      {shown.map((dot) => (
        <ReviewerDot key={dot.person.id} dot={dot} {...(tabIndex !== undefined && { tabIndex })} />
      ))}
      {shown.length < dots.length && (
        <button
          type="button"
          className="more-dots"
          tabIndex={tabIndex}
          aria-label={`${dots.length - shown.length} more reviewers`}
          onClick={(event) => {
            event.stopPropagation();
            onMore?.();
          }}
        >
          +{dots.length - shown.length}
        </button>
      )}
    </span>
  );
}

/** Content of the card, also used in the list of everybody. */
export function PersonState({ dot }: { dot: Dot }) {
  const { look, word } = dotLook(dot.state);
  const decided = dot.state !== 'open' && dot.state !== 'opened';
  return (
    <>
      <div className="row row-3">
        <Avatar person={dot.person} size="large" />
        <span className="grow">
          <b className="semi db clip" dir="auto">{dot.person.name}</b>
          {(dot.person.role || dot.person.email) && <span className="t12 t3 db clip">{dot.person.email ?? roleWord(dot.person.role)}</span>}
        </span>
      </div>
      <hr className="line" />
      <div className="stack">
        <span className="row">
          {decided ? <StatusText look={look}>{verdictWord[dot.state as keyof typeof verdictLook]}</StatusText> : <StatusTextOpen dot={dot} word={word} />}
          {dot.at !== null && (
            <time className="end t12 t3" dateTime={new Date(dot.at).toISOString()}>
              {moment(dot.at)}
            </time>
          )}
        </span>
        {dot.sentence && <p className="t2 dotcard-s">“{dot.sentence}”</p>}
        {(dot.level || dot.version_number !== null) && (
          <span className="row">
            {dot.level && <IdentityBadge level={dot.level} />}
            {dot.version_number !== null && <span className="t12 t3">on v{dot.version_number}</span>}
          </span>
        )}
      </div>
    </>
  );
}

/** "owner" is a word of the interface between programs. */
function roleWord(role: string | undefined): string {
  return role ? role.charAt(0).toUpperCase() + role.slice(1) : '';
}

function StatusTextOpen({ dot, word }: { dot: Dot; word: string }) {
  const { look, icon } = dotLook(dot.state);
  return (
    <span className={`st ${look}`}>
      <StatusIcon look={icon} />
      {word.charAt(0).toUpperCase() + word.slice(1)}
    </span>
  );
}

function place(card: HTMLElement, at: DOMRect): void {
  const gap = 8;
  const { width, height } = card.getBoundingClientRect();
  const below = at.bottom + gap + height < window.innerHeight;
  const left = Math.min(Math.max(gap, at.left + at.width / 2 - width + 40), window.innerWidth - width - gap);
  card.style.left = `${left}px`;
  card.style.top = `${below ? at.bottom + 4 : at.top - height - 4}px`;
}
