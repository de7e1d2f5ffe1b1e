/** The text of a comment: paragraphs, mentions and links as React nodes. Nothing is ever parsed as HTML. */
import { Fragment } from 'react';
import type { Body } from '../api/types';
import { safeLink } from './body';

export function CommentBody({ body }: { readonly body: Body }) {
  return (
    <div className="rv-text">
      {body.blocks.map((block, index) => (
        <p key={index}>
          {block.spans.map((span, at) => {
            if ('mention' in span) return <span key={at} className="rv-at">@{span.name}</span>;
            if (!('link' in span)) return <Fragment key={at}>{span.text}</Fragment>;
            const address = safeLink(span.link);
            return address === null ? <Fragment key={at}>{span.text}</Fragment> : <a key={at} className="link" href={address} target="_blank" rel="noopener noreferrer nofollow">{span.text}</a>;
          })}
        </p>
      ))}
    </div>
  );
}
