/** Due dates: usual choices first, then the browser's own picker for day and time, so that it works by keyboard, voice and on phones. */
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { city, due, fromLocalInput, localZone, toLocalInput } from '../format/time';
import { Button } from './Button';
import { Icon } from './Icon';
import './due.css';

type Props = { label: string; value: number | null; onChange: (due: number | null) => void };

/** A button that shows the date and opens the choice. */
export function DueButton({ label, value, onChange, empty = 'Due date', none = 'No due date', presets = true }: Props & { empty?: string; none?: string; presets?: boolean }) {
  return (
    <DialogTrigger>
      <Button size="small" icon="cal" aria-label={value === null ? label : `${label}: ${shown(value)}`}>
        {value === null ? empty : shown(value)}
      </Button>
      <Popover className="due-pop" placement="bottom end" offset={4}>
        <Dialog className="due-d" aria-label={label}>
          {({ close }) => (
            <div className="stack stack-4">
              <DueChoice value={value} onChange={onChange} presets={presets} />
              <div className="row">
                {value !== null && (
                  <Button
                    size="small"
                    variant="ghost"
                    onPress={() => {
                      onChange(null);
                      close();
                    }}
                  >
                    {none}
                  </Button>
                )}
                <span className="grow" />
                <Button size="small" onPress={close}>
                  Done
                </Button>
              </div>
            </div>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** The choice itself, e.g. inside a dialog. */
export function DueChoice({ value, onChange, presets = true }: Omit<Props, 'label'> & { presets?: boolean }) {
  return (
    <div className="stack stack-3">
      {presets && (
        <div className="row wrap" role="group" aria-label="Usual dates">
          {duePresets().map((preset) => (
            <Button key={preset.label} size="small" className={preset.at === value ? 'on-soft' : ''} aria-pressed={preset.at === value} onPress={() => onChange(preset.at === value ? null : preset.at)}>
              {preset.label}
            </Button>
          ))}
        </div>
      )}
      <span className="due-i">
        <Icon name="cal" />
        <input
          type="datetime-local"
          aria-label="Day and time"
          value={value === null ? '' : toLocalInput(value)}
          min={toLocalInput(Date.now())}
          onChange={(event) => onChange(fromLocalInput(event.target.value) ?? null)}
        />
      </span>
      <p className="t12 t3">Time in {city(localZone())}. People elsewhere see it in their own time.</p>
    </div>
  );
}

/** "Thu 20 May, 18:00" */
function shown(value: number): string {
  const text = due(value, null, false).slice('Due '.length);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The end of working days that are usual. */
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
