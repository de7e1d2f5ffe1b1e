/**
 * Leaves out of the typefaces the weights that no rule of ours asks for: a variable font carries the outlines of its
 * lightest and heaviest, and nothing here is lighter than 400 or heavier than 700. Characters and features stay.
 */
import subset from 'subset-font';

const WEIGHTS = { min: 400, max: 700 };
/** What every file of a family carries beside its range, for marks and figures to be shaped with: space to Ă and marks. */
const BESIDE = '\0 A\u00a0\u00c1\u00c4\u0102\u02bc\u0300\u0301\u0303\u0309\u0323';
const FACE = /@font-face\s*\{[^}]*?url\(([^)]+\.woff2)\)[^}]*?unicode-range:([^;}]+)/g;

/** @returns {import('vite').Plugin} */
export function fonts() {
  return {
    name: 'fonts',
    apply: 'build',
    async generateBundle(_, bundle) {
      const assets = Object.values(bundle).filter((file) => file.type === 'asset');
      const named = new Map(assets.map((asset) => [asset.fileName.split('/').at(-1), asset]));
      const styles = assets.filter((asset) => asset.fileName.endsWith('.css')).map((asset) => String(asset.source));
      for (const [, url, ranges] of styles.join('\n').matchAll(FACE)) {
        const asset = named.get(url.split('/').at(-1));
        if (!asset) throw new Error(`no typeface ${url}`);
        asset.source = await subset(Buffer.from(asset.source), characters(ranges), {
          targetFormat: 'woff2',
          variationAxes: { wght: WEIGHTS },
        });
      }
    },
  };
}

/** Every character of a unicode-range. */
function characters(ranges) {
  let text = BESIDE;
  for (const range of ranges.split(',')) {
    const digits = range.trim().slice(2);
    const ends = digits.includes('?') ? [digits.replaceAll('?', '0'), digits.replaceAll('?', 'f')] : digits.split('-');
    const [first, last = first] = ends.map((end) => parseInt(end, 16));
    for (let point = first; point <= last; point += 1) text += String.fromCodePoint(point);
  }
  return text;
}
