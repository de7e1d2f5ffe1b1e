/** Fields with label, help and error. Native inputs, so that autofill, paste and phones work as people expect. */
import { useId, useState, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from 'react';
import { IconButton } from './Button';
import { Icon, type IconName } from './Icon';
import './field.css';

type Common = {
  label: ReactNode;
  /** The label is for screen readers only, e.g. in a filter bar. */
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | undefined;
  onChange?: (value: string) => void;
};

type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'size'> &
  Common & {
    icon?: IconName;
    trailing?: ReactNode;
    size?: 'regular' | 'large';
    soft?: boolean;
    /** Shown beside the label, e.g. a link. */
    aside?: ReactNode;
    ref?: Ref<HTMLInputElement>;
  };

export function TextField({ label, hideLabel, help, error, onChange, icon, trailing, size = 'regular', soft, aside, className = '', ...input }: TextFieldProps) {
  const own = useId();
  const id = input.id ?? own;
  return (
    <div className={`field ${className}`}>
      <span className={hideLabel ? 'sr' : 'row'}>
        <label htmlFor={id} className="lab grow">
          {label}
        </label>
        {aside}
      </span>
      <span className={`input${size === 'large' ? ' input-l' : ''}${soft ? ' input-soft' : ''}${error ? ' is-bad' : ''}`}>
        {icon && <Icon name={icon} />}
        <input
          // Names come in any script.
          dir={input.type === undefined || input.type === 'text' || input.type === 'search' ? 'auto' : undefined}
          {...input}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || help ? `${id}-help` : undefined}
          onChange={(event) => onChange?.(event.target.value)}
        />
        {trailing}
      </span>
      <Help id={`${id}-help`} help={help} error={error} />
    </div>
  );
}

export function PasswordField(props: Omit<TextFieldProps, 'type' | 'trailing'>) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="off"
      trailing={<IconButton icon="eye" label={shown ? 'Hide password' : 'Show password'} on={shown} onPress={() => setShown(!shown)} />}
    />
  );
}

type TextAreaProps = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange'> & Common & { ref?: Ref<HTMLTextAreaElement> };

export function TextArea({ label, hideLabel, help, error, onChange, className = '', ...input }: TextAreaProps) {
  const own = useId();
  const id = input.id ?? own;
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id} className={hideLabel ? 'sr' : 'lab'}>
        {label}
      </label>
      <textarea
        dir="auto"
        {...input}
        id={id}
        className={`input${error ? ' is-bad' : ''}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || help ? `${id}-help` : undefined}
        onChange={(event) => onChange?.(event.target.value)}
      />
      <Help id={`${id}-help`} help={help} error={error} />
    </div>
  );
}

type SelectProps = { label: ReactNode; hideLabel?: boolean; value: string; onChange: (value: string) => void; options: { value: string; label: string }[]; small?: boolean };

export function Select({ label, hideLabel, value, onChange, options, small }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hideLabel ? 'sr' : 'lab'}>
        {label}
      </label>
      <span className={`select${small ? ' select-s' : ''}`}>
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="down" size={14} />
      </span>
    </div>
  );
}

function Help({ id, help, error }: { id: string; help: ReactNode; error: string | undefined }) {
  if (error)
    return (
      <span id={id} className="t12 bad row row-1" role="alert">
        <Icon name="warn" size={14} />
        {error}
      </span>
    );
  return help ? (
    <span id={id} className="help">
      {help}
    </span>
  ) : null;
}
