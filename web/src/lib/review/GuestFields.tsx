/** The fields of who a guest says they are. */
import { TextField } from '../ui/Field';

type Props = { readonly value: string; readonly onChange: (value: string) => void; readonly error: string | undefined; readonly autoFocus?: boolean };

export function GuestName(props: Props) {
  return <TextField label="Your name" name="name" autoComplete="name" size="large" required maxLength={120} {...props} />;
}

export function GuestEmail(props: Props) {
  return <TextField label="Your e-mail address" name="email" type="email" autoComplete="email" inputMode="email" size="large" required maxLength={254} {...props} />;
}
