/** The status shapes. Their silhouettes differ, so that status survives greyscale; keep them. */
import type { ReactNode } from 'react';
import type { IconSize } from './Icon';
import './icon.css';
import type { StatusLook } from './status';

const glyph = { fill: 'none', stroke: 'var(--st-on-solid)', strokeWidth: 1.7, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const ring = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const;

const shapes: Record<StatusLook | 'seen' | 'unseen', ReactNode> = {
  approve: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.9 8.3 7.1 10.4 11.2 5.9" {...glyph} />
    </>
  ),
  'changes-ok': (
    <>
      <path d="M9.6 1.85A6.3 6.3 0 1 0 14.15 6.4" {...ring} strokeWidth={1.6} strokeLinecap="round" />
      <path d="M5.2 8.2 7.2 10.1 10.6 6.4" {...glyph} stroke="currentColor" />
      <circle cx="13.1" cy="2.9" r="2.4" fill="currentColor" />
    </>
  ),
  request: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="4" fill="currentColor" />
      <path d="M6.3 4.8 4.1 7l2.2 2.2M4.3 7h4.6a2.3 2.3 0 0 1 0 4.6H7.6" {...glyph} />
    </>
  ),
  reject: (
    <>
      <path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2Z" fill="currentColor" />
      <path d="M5.7 5.7l4.6 4.6m0-4.6-4.6 4.6" {...glyph} />
    </>
  ),
  review: (
    <>
      <circle cx="8" cy="8" r="6.25" {...ring} />
      <path d="M8 4.2a3.8 3.8 0 0 1 0 7.6Z" fill="currentColor" />
    </>
  ),
  open: <circle cx="8" cy="8" r="6.25" {...ring} strokeDasharray="2.6 2.3" />,
  overdue: (
    <>
      <path d="M8 1.2a6.8 6.8 0 1 0 6.8 6.8A6.8 6.8 0 0 0 8 1.2Z" fill="currentColor" />
      <path d="M8 4.6V8.2l2.3 1.5" {...glyph} />
    </>
  ),
  seen: (
    <>
      <circle cx="8" cy="8" r="6.25" {...ring} />
      <circle cx="8" cy="8" r="2.2" fill="currentColor" />
    </>
  ),
  unseen: <circle cx="8" cy="8" r="6.25" {...ring} />,
};

export function StatusIcon({ look, size = 16, className }: { look: StatusLook | 'seen' | 'unseen'; size?: IconSize; className?: string }) {
  return (
    <svg className={`i${size === 16 ? '' : ` i-${size}`}${className ? ` ${className}` : ''}`} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[look]}
    </svg>
  );
}
