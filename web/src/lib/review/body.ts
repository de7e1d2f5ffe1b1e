// Comment text: between what a person types (plain text with @names) and the stored structure of
// paragraphs, mentions and links. There is no HTML on either side.

import type { Body } from '../api/types';

type Span = Body['blocks'][number]['spans'][number];
export type Mention = { readonly id: string; readonly name: string };

const ADDRESS = /https?:\/\/[^\s<>"']+/g;
/** Control characters and marks that turn the direction of writing: invisible, and refused by the server. */
const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const TRAILING = /[.,;:!?)\]}»”]+$/;

/** Structure of a typed text. Only people that were chosen become mentions; other @words stay text. */
export function toBody(text: string, mentions: readonly Mention[]): Body {
  const blocks = text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.replaceAll('\t', ' ').replace(HIDDEN, '').trim())
    .filter((line) => line !== '')
    .map((line) => ({ spans: linkSpans(line).flatMap((span) => ('text' in span && !('link' in span) ? mentionSpans(span.text, mentions) : [span])) }));
  return { blocks };
}

/** The text to edit again, with the people in it. */
export function fromBody(body: Body): { text: string; mentions: Mention[] } {
  const mentions: Mention[] = [];
  const lines = body.blocks.map((block) =>
    block.spans
      .map((span) => {
        if ('mention' in span) {
          mentions.push({ id: span.mention, name: span.name });
          return `@${span.name}`;
        }
        return 'link' in span ? span.link : span.text;
      })
      .join(''),
  );
  return { text: lines.join('\n'), mentions };
}

/** One line of plain text, for previews and labels. */
export function bodyLine(body: Body): string {
  return fromBody(body).text.replaceAll('\n', ' ');
}

export function isEmpty(text: string): boolean {
  return text.trim() === '';
}

/** A link that may be followed; anything but web addresses is shown as text. */
export function safeLink(link: string): string | null {
  try {
    const url = new URL(link);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

function linkSpans(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const found of line.matchAll(ADDRESS)) {
    const link = found[0].replace(TRAILING, '');
    if (safeLink(link) === null) continue;
    if (found.index > from) spans.push({ text: line.slice(from, found.index) });
    spans.push({ link, text: link });
    from = found.index + link.length;
  }
  if (from < line.length) spans.push({ text: line.slice(from) });
  return spans;
}

function mentionSpans(text: string, mentions: readonly Mention[]): Span[] {
  const longestFirst = mentions.toSorted((a, b) => b.name.length - a.name.length);
  const spans: Span[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const person = text[at] === '@' ? longestFirst.find(({ name }) => text.startsWith(name, at + 1)) : undefined;
    if (!person) {
      plain += text[at] ?? '';
      at += 1;
      continue;
    }
    if (plain !== '') spans.push({ text: plain });
    plain = '';
    spans.push({ mention: person.id, name: person.name });
    at += person.name.length + 1;
  }
  if (plain !== '') spans.push({ text: plain });
  return spans;
}
