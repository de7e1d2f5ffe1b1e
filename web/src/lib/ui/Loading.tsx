/** Skeletons in the final geometry (shown after 150 ms), progress bars, empty and failed places. */
import type { ReactNode } from 'react';
import { sentence, hasCode, ProblemError } from '../api/problem';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';
import './loading.css';

export function Skeleton({ width = '100%', height = 10, round = false }: { width?: string | number; height?: number; round?: boolean }) {
  return <span className="skel" aria-hidden="true" style={{ width, height, borderRadius: round ? '50%' : Math.min(6, height / 2) }} />;
}

/** Wraps skeletons: screen readers hear one word, eyes see nothing for 150 ms. */
export function Loading({ label = 'Loading', children }: { label?: string; children: ReactNode }) {
  return (
    <div className="loading" role="status" aria-label={label}>
      {children}
    </div>
  );
}

export function Progress({ value, label, done = false }: { value: number; label: string; done?: boolean }) {
  return <progress className={done ? 'done' : ''} max={100} value={Math.round(value)} aria-label={label} />;
}

export function EmptyState({ icon, children, action }: { icon: IconName; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="estate">
      <Icon name={icon} size={20} />
      <p className="t2">{children}</p>
      {action}
    </div>
  );
}

/** An error in the place where it happened, with the way out. */
export function ErrorState({ error, retry, action }: { error: unknown; retry?: () => void; action?: ReactNode }) {
  return (
    <div className="estate" role="alert">
      <Icon name={hasCode(error, 'offline') ? 'globe' : 'warn'} size={20} />
      <p>
        {sentence(error)}
        {error instanceof ProblemError && error.incident && <span className="t12 t3 db">Incident {error.incident}</span>}
      </p>
      {action}
      {retry && (
        <Button size="small" icon="rotate" onPress={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
