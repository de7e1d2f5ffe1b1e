import { describe, expect, it } from 'vitest';
import { count, exact, size } from './size';
import { ago, due, dueTitle, duration, fromLocalInput, fullMoment, moment, overdueBy, toLocalInput } from './time';

const now = new Date(2027, 4, 18, 14, 32, 7).getTime();
const minute = 60_000;
const day = 86_400_000;

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [42_000, '42 kB'],
    [400_000, '0.4 MB'],
    [48_241_664, '48.2 MB'],
    [99_960_000, '100 MB'],
    [183_000_000, '183 MB'],
    [999_960_000, '1.0 GB'],
    [1_200_000_000, '1.2 GB'],
  ])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));
  it('shows exact bytes in groups', () => expect(exact(48_241_664)).toBe('48\u00a0241\u00a0664'));
  it('knows one from many', () => expect([count(1, 'file', 'files'), count(3, 'file', 'files')]).toEqual(['1 file', '3 files']));
});

describe('times', () => {
  it.each([
    [now - 20_000, 'Just now'],
    [now - 4 * minute, '4 min ago'],
    [now - 3 * 60 * minute, '3 h ago'],
    [now - day, 'Yesterday'],
    [now - 7 * day, '11 May'],
    [now - 400 * day, '13 Apr 2026'],
  ])('says how long ago', (at, text) => expect(ago(at, now)).toBe(text));
  it.each([
    [now + 3 * 60 * minute, false, 'Due today, 17:32'],
    [now + day, false, 'Due tomorrow, 14:32'],
    [now + 2 * day, false, 'Due Thu 20 May, 14:32'],
    [now - day, true, 'Was due yesterday'],
    [now - 4 * day, true, 'Was due Fri 14 May'],
  ])('says when something is due', (at, late, text) => expect(due(at, null, late, now)).toBe(text));
  it('names another zone only when the clock differs there', () => {
    expect(dueTitle(now, null)).toBeUndefined();
    expect(dueTitle(now, Intl.DateTimeFormat().resolvedOptions().timeZone)).toBeUndefined();
    expect(dueTitle(now, 'Pacific/Kiritimati')).toContain('in Kiritimati');
  });
  it('says by how much something is late', () => expect([overdueBy(now - 30 * minute, now), overdueBy(now - 5 * 60 * minute, now), overdueBy(now - day, now), overdueBy(now - 3 * day, now)]).toEqual(['Overdue by 30 min', 'Overdue by 5 h', 'Overdue by 1 day', 'Overdue by 3 days']));
  it('says moments', () => expect(moment(now - 5 * minute, now)).toBe('Today, 14:27'));
  it('says the full moment of a certificate in its zone', () => expect(fullMoment(Date.UTC(2027, 4, 18, 12, 32, 7), 'Europe/Oslo')).toBe('Tuesday 18 May 2027 at 14:32:07'));
  it('says durations', () => expect([duration(0.2), duration(40), duration(360), duration(7_800)]).toEqual(['1 s', '40 s', '6 min', '2 h 10 min']));
  it('reads back what it wrote into a date field', () => {
    const whole = now - (now % minute);
    expect(fromLocalInput(toLocalInput(whole))).toBe(whole);
    expect(fromLocalInput('')).toBeUndefined();
  });
});
