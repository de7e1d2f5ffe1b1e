/** Before every test: parts that load when they are needed may take a while on a busy machine. */
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 10_000 });

// jsdom has no media queries; here a mouse points, on a wide screen.
if (typeof window !== 'undefined')
  window.matchMedia ??= (media) => Object.assign(new EventTarget(), { media, matches: false, onchange: null, addListener: () => undefined, removeListener: () => undefined });

// Nor does it know how names are written in selectors; those that are asked for here need no escape.
if (typeof window !== 'undefined') globalThis.CSS ??= Object.assign(Object.create(null) as typeof CSS, { escape: String });
