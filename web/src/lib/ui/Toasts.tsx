/** Shows the messages bottom left; time stands still while the pointer or the focus is on them. Ctrl/Cmd-Z undoes the last one. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Icon } from './Icon';
import { StatusIcon } from './StatusIcon';
import { toasts, type ToastEntry } from './toast';
import './toast.css';

export function Toasts() {
  const entries = useSyncExternalStore(toasts.subscribe, toasts.snapshot);
  const [held, setHeld] = useState(false);

  useEffect(() => {
    const undoLast = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z' || isTyping(event.target)) return;
      const last = toasts.snapshot().findLast((entry) => entry.action?.label === 'Undo');
      if (!last) return;
      event.preventDefault();
      act(last);
    };
    window.addEventListener('keydown', undoLast);
    return () => window.removeEventListener('keydown', undoLast);
  }, []);

  return (
    <section
      className="toasts"
      aria-label="Messages"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {/* Both regions are always there: screen readers announce only what appears inside a known region. */}
      <div role="status">{entries.filter((entry) => !entry.error).map((entry) => <Message key={entry.id} entry={entry} held={held} />)}</div>
      <div role="alert">{entries.filter((entry) => entry.error).map((entry) => <Message key={entry.id} entry={entry} held={held} />)}</div>
    </section>
  );
}

function Message({ entry, held }: { entry: ToastEntry; held: boolean }) {
  const left = useRef(entry.lasts);
  useEffect(() => {
    if (held || left.current === Infinity) return;
    const since = Date.now();
    const timer = setTimeout(() => toasts.close(entry.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1_000, left.current - (Date.now() - since));
    };
  }, [held, entry.id]);
  return (
    <div className={`toast${entry.error ? ' toast-bad' : ''}`}>
      {entry.status ? <StatusIcon look={entry.status} /> : entry.icon && <Icon name={entry.icon} />}
      <span className="grow">{entry.text}</span>
      {entry.action && (
        <button type="button" className="toast-a" onClick={() => act(entry)}>
          {entry.action.label}
        </button>
      )}
      <button type="button" className="toast-x" aria-label="Close message" onClick={() => toasts.close(entry.id)}>
        <Icon name="x" size={14} />
      </button>
    </div>
  );
}

function act(entry: ToastEntry): void {
  toasts.close(entry.id);
  entry.action?.run();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
