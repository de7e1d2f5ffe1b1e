import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { problemOf } from './open-pdf';
import { PdfProblemCard } from './PdfProblemCard';

afterEach(cleanup);

const named = (name: string) => Object.assign(new Error('No'), { name });

describe('a document that does not open', () => {
  it('is called broken only by who has read it', () => {
    expect(problemOf(named('InvalidPDFException'))).toBe('broken');
    expect(problemOf(named('PasswordException'))).toBe('password');
    for (const error of [named('ResponseException'), named('UnknownErrorException'), named('AbortException'), new TypeError('Failed to fetch dynamically imported module'), 'strange']) expect(problemOf(error)).toBe('unreachable');
  });

  it('can be tried again and downloaded when it did not load', async () => {
    const retry = vi.fn();
    render(<PdfProblemCard problem="unreachable" onRetry={retry} download={<a href="/content">Download the original</a>} />);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledOnce();
    expect(screen.getByRole('link', { name: 'Download the original' })).toBeTruthy();
  });

  it('can be downloaded but not tried again when it is broken', () => {
    render(<PdfProblemCard problem="broken" onRetry={vi.fn()} download={<a href="/content">Download the original</a>} />);
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByRole('link', { name: 'Download the original' })).toBeTruthy();
  });
});
