/** Initials of a person. Decorative: the name stands beside it, or the stack names everybody. */
import type { Person } from '../api/types';
import './avatar.css';

type Face = Pick<Person, 'id' | 'name' | 'initials'>;

export function Avatar({ person, size = 'regular' }: { person: Face; size?: 'small' | 'regular' | 'large' }) {
  const tint = ['', ' b', ' c', ' d', ' e'][hash(person.id) % 5] ?? '';
  return (
    <span className={`av${size === 'large' ? ' av-l' : size === 'small' ? ' av-s' : ''}${tint}`} aria-hidden="true">
      {person.initials}
    </span>
  );
}

export function AvatarStack({ people, most = 4 }: { people: Face[]; most?: number }) {
  if (people.length === 0) return null;
  const shown = people.length > most ? people.slice(0, most - 1) : people;
  return (
    <span className="avs" role="img" aria-label={people.map((person) => person.name).join(', ')}>
      {shown.map((person) => (
        <Avatar key={person.id} person={person} />
      ))}
      {shown.length < people.length && <span className="av av-n">+{people.length - shown.length}</span>}
    </span>
  );
}

function hash(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return sum;
}
