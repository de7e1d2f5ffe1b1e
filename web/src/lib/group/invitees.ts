/** People out of pasted text: lines, a mail's list of recipients, a column of a table. */

export type Invitee = { name: string; email: string };

export type Read = {
  people: Invitee[];
  /** What stands there and is no address. */
  unread: string[];
};

/** The most reviewers that a group can have; more are not looked at. */
const MOST = 200;
const ADDRESS = /^[^\s@<>"(),;:]+@[^\s@<>"(),;:]+\.[^\s@<>"(),;:]+$/;

export function readInvitees(text: string): Read {
  const people = new Map<string, Invitee>();
  const unread: string[] = [];
  for (const line of text.split(/[\r\n]+/)) {
    let name = '';
    for (const piece of pieces(line)) {
      const found = person(piece, name);
      name = '';
      if (found === null) {
        // A column of names beside a column of addresses.
        if (piece.includes('@')) unread.push(piece);
        else name = piece;
        continue;
      }
      const key = found.email.toLowerCase();
      if (!people.has(key) && people.size < MOST) people.set(key, found);
    }
    if (name) unread.push(name);
  }
  return { people: [...people.values()], unread };
}

/** Cut at commas, semicolons and tabs, but not within quotes: "Moen, Ines" <ines@…> is one. */
function pieces(line: string): string[] {
  const parts = line.match(/(?:"[^"]*"|[^,;\t"])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function person(piece: string, before: string): Invitee | null {
  const framed = /^(.*?)<([^<>]*)>$/.exec(piece);
  const email = (framed?.[2] ?? piece).trim().replace(/^mailto:/i, '').replaceAll(/^"|"$/g, '');
  if (!ADDRESS.test(email)) return null;
  const written = (framed?.[1] ?? '').trim().replaceAll(/^"|"$/g, '').trim();
  return { name: written || before || nameOf(email), email };
}

/** A first guess that a person looks at before it is used: "ines.moen" is called Ines Moen. */
export function nameOf(email: string): string {
  const local = email.split('@')[0] ?? email;
  const words = local
    .split('+')[0]
    ?.split(/[._\d-]+/)
    .filter((word) => word !== '');
  if (!words || words.length === 0) return local;
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
