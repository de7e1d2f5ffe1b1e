/** Buttons. One primary per view; an off button stays focusable and says why in a tooltip. */
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Icon, type IconName } from './Icon';
import { Tooltip } from './Tooltip';
import './button.css';

export type ButtonVariant = 'plain' | 'primary' | 'ghost' | 'danger';
export type ButtonSize = 'small' | 'regular' | 'large' | 'touch';

type Look = { variant?: ButtonVariant | undefined; size?: ButtonSize | undefined; wide?: boolean | undefined };

const variants: Record<ButtonVariant, string> = { plain: '', primary: ' btn-p', ghost: ' btn-g', danger: ' btn-d' };
const sizes: Record<ButtonSize, string> = { small: ' btn-s', regular: '', large: ' btn-l', touch: ' btn-xl' };

/** The same look for links. */
export function buttonClass({ variant = 'plain', size = 'regular', wide = false }: Look = {}): string {
  return `btn${variants[variant]}${sizes[size]}${wide ? ' btn-w' : ''}`;
}

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'isPending' | 'isDisabled'> &
  Look & {
    children: ReactNode;
    icon?: IconName | undefined;
    /** The running form of the word, e.g. "Uploading". While set, the button takes no press. */
    busy?: string | undefined;
    /** Why the button cannot be used now. */
    off?: string | undefined;
    className?: string | undefined;
    ref?: Ref<HTMLButtonElement>;
  };

export function Button({ variant, size, wide, icon, busy, off, className = '', children, onPress, type = 'button', ...rest }: ButtonProps) {
  const button = (
    <AriaButton
      {...rest}
      {...(onPress && !off && { onPress })}
      type={off ? 'button' : type}
      isPending={busy !== undefined}
      {...(off && { 'aria-disabled': 'true' as const })}
      className={`${buttonClass({ variant, size, wide })}${off ? ' is-off' : ''} ${className}`}
    >
      {busy === undefined ? icon && <Icon name={icon} /> : <Spinner />}
      {busy ?? children}
    </AriaButton>
  );
  return off ? <Tooltip text={off}>{button}</Tooltip> : button;
}

export type IconButtonProps = Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label' | 'isDisabled'> & {
  icon: IconName;
  /** Its accessible name, also shown as tooltip. */
  label: string;
  on?: boolean | undefined;
  off?: string | undefined;
  size?: 12 | 14 | 16 | 20;
  className?: string | undefined;
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
};

export function IconButton({ icon, label, on, off, size = 16, className = '', shortcut, onPress, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={off ?? label} shortcut={shortcut}>
      <AriaButton
        {...rest}
        {...(onPress && !off && { onPress })}
        aria-label={label}
        {...(off && { 'aria-disabled': 'true' as const })}
        {...(on !== undefined && { 'aria-pressed': on })}
        className={`ib${on ? ' on' : ''}${off ? ' is-off' : ''} ${className}`}
      >
        <Icon name={icon} size={size} />
      </AriaButton>
    </Tooltip>
  );
}

function Spinner() {
  return (
    <svg className="spin" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 6 6" />
    </svg>
  );
}
