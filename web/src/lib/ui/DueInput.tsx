/** A due date with time of day: the browser's own picker, so that it works by keyboard, voice and on phones. */
import { localZone, toLocalInput, fromLocalInput } from '../format/time';
import { Icon } from './Icon';
import './due.css';

type Props = { label: string; value: number | null; onChange: (due: number | null) => void };

export function DueInput({ label, value, onChange }: Props) {
  return (
    <span className="due-i" title={`Times are in ${localZone()}`}>
      <Icon name="cal" />
      <input
        type="datetime-local"
        aria-label={label}
        value={value === null ? '' : toLocalInput(value)}
        min={toLocalInput(Date.now())}
        onChange={(event) => onChange(fromLocalInput(event.target.value) ?? null)}
      />
    </span>
  );
}

/** Quick choices: the end of working days that are usual. */
export function duePresets(now: number = Date.now()): { label: string; at: number }[] {
  const at = (days: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(18, 0, 0, 0);
    return date.getTime();
  };
  const friday = (5 - new Date(now).getDay() + 7) % 7;
  return [
    { label: 'Today, 18:00', at: at(0) },
    { label: 'Tomorrow, 18:00', at: at(1) },
    { label: 'In 3 days', at: at(3) },
    { label: 'On Friday', at: at(friday) },
    { label: 'In a week', at: at(7) },
  ].filter((choice, index, all) => choice.at > now && all.findIndex((other) => other.at === choice.at) === index);
}
