// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { commentAddress, commentIn, placeIn, throughReviewLink } from './deep-link';

const review = `rev_${'0'.repeat(32)}`;
const comment = `com_${'a1'.repeat(16)}`;

describe('addresses of comments', () => {
  it('lead to a comment of a review', () => {
    const url = new URL(commentAddress('https://sign.example', review, comment));
    expect(url.pathname).toBe(`/review/${review}`);
    expect(commentIn(Object.fromEntries(url.searchParams))).toEqual({ comment });
  });

  it('keep the secret of a review link in the fragment', () => {
    const url = new URL(throughReviewLink('https://sign.example/r/lnk_1#s3cret', review, comment));
    expect(url.hash).toBe('#s3cret');
    expect(url.pathname + url.search).not.toContain('s3cret');
    expect(placeIn(Object.fromEntries(url.searchParams))).toEqual({ review, comment });
  });

  it('lead nowhere else', () => {
    for (const hostile of ['', '../projects', 'javascript:alert(1)', '//evil.example', `${review}/x`, 7, null, undefined, [comment]]) {
      expect(placeIn({ review: hostile, comment: hostile })).toEqual({});
    }
  });
});
