/** The text of a comment: paragraphs, mentions and links as React nodes, with what was looked for marked. Nothing is ever parsed as HTML. */
import { Fragment, memo } from 'react';
import type { Body } from '../api/types';
import { safeLink } from './body';
import { marksIn, searchWords } from './search-marks';

type Props = { readonly body: Body; readonly search?: string | null };

export const CommentBody = memo(function CommentBody({ body, search = null }: Props) {
  return (
    <div className="rv-text">
      {body.blocks.map((block, index) => (
        <p key={index} dir="auto">
          {block.spans.map((span, at) => {
            if ('mention' in span)
              return (
                <span key={at} className="rv-at">
                  @<Marked text={span.name} search={search} />
                </span>
              );
            const address = 'link' in span ? safeLink(span.link) : null;
            const text = <Marked text={span.text} search={search} />;
            if (address === null) return <Fragment key={at}>{text}</Fragment>;
            return (
              <a key={at} className="link" href={address} target="_blank" rel="noopener noreferrer nofollow">
                {text}
              </a>
            );
          })}
        </p>
      ))}
    </div>
  );
});

export function Marked({ text, search }: { readonly text: string; readonly search: string | null }) {
  const words = searchWords(search);
  if (words.length === 0) return text;
  return marksIn(text, words).map((piece, at) => (piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text));
}
