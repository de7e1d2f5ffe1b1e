/** The mark, the word mark and the rosette. The rosette stands on welcome, certificate, empty and blocked pages only, never behind data. */
import './brand.css';

export function Mark({ className = '' }: { className?: string }) {
  return (
    <svg className={`mark ${className}`} viewBox="0 0 32 32" aria-hidden="true">
      <path className="mark-1" d="M2.33 12.96L13.01 18.94L26.42 6.65A14 14 0 0 0 2.33 12.96Z" />
      <path className="mark-2" d="M2 15.87L13.39 22.26L28.03 8.84A14 14 0 1 1 2 15.87Z" />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="logo" role="img" aria-label="Countersign">
      <Mark />
      <span className="logo-word" />
    </span>
  );
}

export function Rosette({ className = '' }: { className?: string }) {
  return <span className={`rosette ${className}`} aria-hidden="true" />;
}
