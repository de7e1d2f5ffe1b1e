/** A status as tinted pill (dialogs, viewer bar) or as plain text with its shape (tables). */
import type { ReactNode } from 'react';
import { lookWord, type StatusLook } from './status';
import { StatusIcon } from './StatusIcon';
import './status.css';

type Props = { look: StatusLook; children?: ReactNode; className?: string };

export function StatusChip({ look, children = lookWord[look], className = '' }: Props) {
  return (
    <span className={`chip ${look} ${className}`}>
      <StatusIcon look={look} />
      {children}
    </span>
  );
}

export function StatusText({ look, children = lookWord[look], className = '' }: Props) {
  return (
    <span className={`st ${look} ${className}`}>
      <StatusIcon look={look} />
      <span className="clip">{children}</span>
    </span>
  );
}
