/** The numbered markers: one tab stop with arrow keys inside, in number order; always the same size on the screen, close ones as one with a count. */
import { useState, type KeyboardEvent } from 'react';
import type { ScreenPoint } from '../annotate/geometry';
import { placeMarkers } from '../annotate/marker-layout';
import { Icon } from '../ui/Icon';
import type { StageMarker } from './stage';

export type PlacedMarker = { readonly marker: StageMarker; readonly at: ScreenPoint };

type Props = {
  readonly placed: readonly PlacedMarker[];
  readonly draft: PlacedMarker | null;
  readonly selected: string | null;
  readonly width: number;
  readonly onSelect: (comment: string) => void;
};

export function Markers({ placed, draft, selected, width, onSelect }: Props) {
  const byId = new Map(placed.map((entry) => [entry.marker.id, entry.marker]));
  const places = placeMarkers(placed.map(({ marker, at }) => ({ id: marker.id, at })), selected, width);
  const [visited, setVisited] = useState<string | null>(null);
  const stops = places.flatMap((place) => place.ids[0] ?? []);
  const stop = [selected, visited].find((id) => id !== null && stops.includes(id)) ?? stops[0];
  return (
    <div className="vw-markers" role="group" aria-label="Markers" onKeyDown={moveFocus}>
      {places.map((place) => {
        const members = place.ids.flatMap((id) => byId.get(id) ?? []);
        const first = members[0];
        if (!first) return null;
        return (
          <button
            key={first.id}
            type="button"
            data-marker={first.id}
            tabIndex={first.id === stop ? 0 : -1}
            onFocus={() => setVisited(first.id)}
            className={classOf(first, place.selected, place.flipped, members.length > 1)}
            style={{ transform: `translate(${place.at.x}px, ${place.at.y}px)` }}
            aria-label={labelOf(members)}
            aria-pressed={place.selected}
            onClick={() => onSelect(first.id)}
          >
            <span className="vw-drop">{members.length > 1 ? members.length : first.resolved ? <Icon name="check" size={14} /> : (first.number ?? <Icon name="chat" size={14} />)}</span>
          </button>
        );
      })}
      {draft && (
        <span className={classOf(draft.marker, true, draft.at.x > width - 36, false)} style={{ transform: `translate(${draft.at.x}px, ${draft.at.y}px)` }}>
          <span className="vw-drop">{draft.marker.number ?? <Icon name="plus" size={14} />}</span>
        </span>
      )}
    </div>
  );
}

const WAYS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** To the next or the previous marker, around the end. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const way = WAYS[event.key];
  if (way === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const markers = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-marker]')];
  const at = markers.findIndex((marker) => marker === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  markers[(at + way + markers.length) % markers.length]?.focus();
}

/** The cross that arrow keys move, with its words for people who do not see it. */
export function KeyCross({ at, first }: { at: ScreenPoint; first: boolean }) {
  return (
    <div className="vw-cross" style={{ transform: `translate(${at.x}px, ${at.y}px)` }}>
      <span className="vw-cross-hint" role="status">
        {first ? 'Arrow keys move it, Enter sets it' : 'Arrow keys stretch it, Enter sets it'}
      </span>
    </div>
  );
}

function classOf(marker: StageMarker, on: boolean, flipped: boolean, stack: boolean): string {
  return ['vw-marker', on && 'on', marker.team && 'team', marker.resolved && 'done', flipped && 'flip', stack && 'many'].filter(Boolean).join(' ');
}

function labelOf(members: readonly StageMarker[]): string {
  const [first] = members;
  if (members.length === 1 && first) {
    const notes = [first.team && 'team only', first.resolved && 'resolved'].filter(Boolean).join(', ');
    return `Comment ${first.number ?? ''} by ${first.label}${notes === '' ? '' : `, ${notes}`}`;
  }
  return `${members.length} comments here: ${members.map((marker) => marker.number ?? '').join(', ')}`;
}
