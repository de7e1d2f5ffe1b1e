import { renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { EMPTY_DRAFT, forgetKept, readKept, type Kept } from './drafts';
import { useKeeping } from './use-keeping';

afterEach(() => sessionStorage.clear());

const kept: Kept = { drafts: { new: { ...EMPTY_DRAFT, text: 'Too blue' } }, unsent: [], sentence: '' };

it('words written just before the screen is left are kept', () => {
  renderHook(() => useKeeping('rev_1', kept)).unmount();
  expect(readKept(sessionStorage, 'rev_1')).toMatchObject(kept);
});

it('words that were forgotten when somebody signed out do not come back', async () => {
  const { unmount } = renderHook(() => useKeeping('rev_1', kept));
  await new Promise((done) => setTimeout(done, 250));
  forgetKept(sessionStorage);
  unmount();
  expect(readKept(sessionStorage, 'rev_1').drafts).toEqual({});
});
