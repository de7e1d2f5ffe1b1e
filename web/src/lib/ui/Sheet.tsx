/** Bottom sheet of phones with three stops. The handle is a button that steps through them, so no drag is needed; dragging works too. */
import { useRef, type PointerEvent, type ReactNode } from 'react';
import './sheet.css';

export type SheetStop = 'peek' | 'half' | 'full';
const stops: readonly SheetStop[] = ['peek', 'half', 'full'];
const stepWord: Record<SheetStop, string> = { peek: 'Open half', half: 'Open fully', full: 'Fold down' };

type Props = { label: string; stop: SheetStop; onStop: (stop: SheetStop) => void; header?: ReactNode; children: ReactNode; className?: string };

export function Sheet({ label, stop, onStop, header, children, className = '' }: Props) {
  const sheet = useRef<HTMLElement>(null);
  const drag = useRef<{ from: number; height: number; moved: boolean } | null>(null);

  const step = () => onStop(stops[(stops.indexOf(stop) + 1) % stops.length] ?? 'half');
  const start = (event: PointerEvent<HTMLButtonElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { from: event.clientY, height: sheet.current?.offsetHeight ?? 0, moved: false };
  };
  const move = (event: PointerEvent) => {
    if (!drag.current || !sheet.current) return;
    const by = drag.current.from - event.clientY;
    if (Math.abs(by) > 6) drag.current.moved = true;
    if (drag.current.moved) sheet.current.style.height = `${Math.max(72, drag.current.height + by)}px`;
  };
  const end = () => {
    const height = sheet.current?.offsetHeight ?? 0;
    sheet.current?.style.removeProperty('height');
    if (drag.current?.moved) onStop(nearest(height / window.innerHeight));
    // The click that follows is a step only when nothing was dragged.
    setTimeout(() => (drag.current = null));
  };

  return (
    <section ref={sheet} className={`sheetb ${className}`} data-stop={stop} role="dialog" aria-label={label}>
      <button
        type="button"
        className="sheet-grip"
        aria-label={`${stepWord[stop]}: ${label}`}
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
        onClick={() => !drag.current?.moved && step()}
      />
      {header && <header className="sheet-h">{header}</header>}
      <div className="sheet-c">{children}</div>
    </section>
  );
}

function nearest(share: number): SheetStop {
  return share < 0.28 ? 'peek' : share < 0.72 ? 'half' : 'full';
}
