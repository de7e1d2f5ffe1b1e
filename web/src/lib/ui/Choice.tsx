/** Switch, check box and segmented control on native inputs. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Icon } from './Icon';
import './choice.css';

type SwitchProps = { label: string; on: boolean; onChange: (on: boolean) => void; disabled?: boolean };

/** The label is its accessible name; the visible words stand in the row it belongs to. */
export function Switch({ label, on, onChange, disabled = false }: SwitchProps) {
  return (
    <span className="switch-w">
      <input className="switch" type="checkbox" role="switch" aria-label={label} checked={on} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
    </span>
  );
}

type CheckboxProps = {
  on: boolean | 'mixed';
  onChange: (on: boolean) => void;
  /** Visible words; without them give `label`. */
  children?: ReactNode;
  label?: string;
  tabIndex?: number;
  disabled?: boolean;
  className?: string;
};

export function Checkbox({ on, onChange, children, label, tabIndex, disabled = false, className = '' }: CheckboxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = on === 'mixed';
  }, [on]);
  return (
    <label className={`check-w ${className}`}>
      <input
        ref={input}
        className="check-n"
        type="checkbox"
        aria-label={label}
        tabIndex={tabIndex}
        disabled={disabled}
        checked={on === true}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="check" aria-hidden="true">
        {on !== false && <Icon name={on === 'mixed' ? 'minus' : 'check'} size={12} />}
      </span>
      {children}
    </label>
  );
}

type SegmentedProps<T extends string> = { label: string; value: T; onChange: (value: T) => void; options: { value: T; label: string; content?: ReactNode }[]; className?: string };

export function Segmented<T extends string>({ label, value, onChange, options, className = '' }: SegmentedProps<T>) {
  const name = useId();
  return (
    <span className={`seg ${className}`} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={option.value === value ? 'on' : ''} title={option.content ? option.label : undefined}>
          <input type="radio" name={name} className="seg-n" checked={option.value === value} aria-label={option.label} onChange={() => onChange(option.value)} />
          {option.content ?? option.label}
        </label>
      ))}
    </span>
  );
}
