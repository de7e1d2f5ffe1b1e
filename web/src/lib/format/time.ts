/** Dates as people say them: "Today, 18:00", "Thu 20 May, 12:00", "4 min ago". Always in the reader's zone unless one is given. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', options);
  formats.set(key, made);
  return made;
}

export function clock(at: number, zone?: string): string {
  return format({ hour: '2-digit', minute: '2-digit', hour12: false, ...(zone && { timeZone: zone }) }).format(at);
}

/** "Thu 20 May", with the year when it is not this year. */
export function day(at: number, now: number = Date.now(), zone?: string): string {
  const inZone = zone ? { timeZone: zone } : {};
  const year = format({ year: 'numeric', ...inZone }).format(at);
  const text = format({ weekday: 'short', day: 'numeric', month: 'short', ...inZone }).format(at).replaceAll(',', '');
  return year === format({ year: 'numeric', ...inZone }).format(now) ? text : `${text} ${year}`;
}

function dayName(at: number, now: number, zone?: string): string {
  const apart = dayNumber(at, zone) - dayNumber(now, zone);
  if (apart === 0) return 'today';
  if (apart === -1) return 'yesterday';
  if (apart === 1) return 'tomorrow';
  return day(at, now, zone);
}

function dayNumber(at: number, zone?: string): number {
  const parts = format({ year: 'numeric', month: 'numeric', day: 'numeric', ...(zone && { timeZone: zone }) }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((found) => found.type === type)?.value ?? 0);
  return Math.round(Date.UTC(part('year'), part('month') - 1, part('day')) / DAY);
}

/** "Today, 14:32" or "Mon 17 May, 16:08". */
export function moment(at: number, now: number = Date.now()): string {
  return `${capital(dayName(at, now))}, ${clock(at)}`;
}

/** "4 min ago", "3 h ago", "Yesterday", "11 May". */
export function ago(at: number, now: number = Date.now()): string {
  const passed = now - at;
  if (passed < MINUTE) return 'Just now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  const apart = dayNumber(now) - dayNumber(at);
  if (apart === 0 || passed < 6 * HOUR) return `${Math.floor(passed / HOUR)} h ago`;
  if (apart === 1) return 'Yesterday';
  if (apart < 7) return format({ weekday: 'long' }).format(at);
  return date(at, now);
}

/** "11 May" or "11 May 2026". */
export function date(at: number, now: number = Date.now()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format({ day: 'numeric', month: 'short', ...(!sameYear && { year: 'numeric' }) }).format(at);
}

/**
 * "Due today, 18:00" or "Was due Mon 17 May", in the reader's own zone. With a zone in which the clock
 * differs, that clock follows: "Due today, 18:00 (12:00 in New York)". Narrow places give no zone and use `dueTitle`.
 */
export function due(at: number, zone: string | null, late: boolean, now: number = Date.now()): string {
  const word = dayName(at, now);
  if (late) return `Was due ${word}`;
  return `Due ${word}, ${clock(at)}${zone && isElsewhere(at, zone) ? ` (${clock(at, zone)} in ${city(zone)})` : ''}`;
}

/** "Thu 20 May, 18:00 in Oslo" when the due date was set in a zone with another clock than the reader's. */
export function dueTitle(at: number, zone: string | null): string | undefined {
  return zone && isElsewhere(at, zone) ? `${day(at, at, zone)}, ${clock(at, zone)} in ${city(zone)}` : undefined;
}

function isElsewhere(at: number, zone: string): boolean {
  return zone !== localZone() && offset(at, zone) !== offset(at, localZone());
}

/** "Overdue by 1 day", "Overdue by 3 h". */
export function overdueBy(at: number, now: number = Date.now()): string {
  const passed = now - at;
  const days = Math.floor(passed / DAY);
  if (days >= 1) return `Overdue by ${days} ${days === 1 ? 'day' : 'days'}`;
  if (passed >= HOUR) return `Overdue by ${Math.floor(passed / HOUR)} h`;
  return `Overdue by ${Math.max(1, Math.floor(passed / MINUTE))} min`;
}

export function isToday(at: number, now: number = Date.now()): boolean {
  return dayNumber(at) === dayNumber(now);
}

/** "Tuesday 18 May 2027 at 14:32:07" in the given zone. */
export function fullMoment(at: number, zone?: string): string {
  const inZone = zone ? { timeZone: zone } : {};
  const whole = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...inZone }).format(at).replaceAll(',', '');
  return `${whole} at ${clockSeconds(at, zone)}`;
}

export function clockSeconds(at: number, zone?: string): string {
  return format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, ...(zone && { timeZone: zone }) }).format(at);
}

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "Europe/Oslo" is Oslo. */
export function city(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** "40 s", "6 min", "2 h 10 min". */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Value of a datetime-local input for a moment in the reader's zone. */
export function toLocalInput(at: number): string {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * MINUTE);
  return shifted.toISOString().slice(0, 16);
}

/** Moment of a datetime-local value, or undefined when it is none. */
export function fromLocalInput(value: string): number | undefined {
  const at = value ? new Date(value).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function offset(at: number, zone: string): string {
  return format({ hour: '2-digit', day: '2-digit', minute: '2-digit', timeZone: zone }).format(at);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
