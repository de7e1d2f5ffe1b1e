// Makes dist/review.html, which the server sends for reviews and review links: the page of the interface that also names
// what a review needs, so that nothing waits to be found, and starts with the small script that asks for the file.
import { readFileSync, writeFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const closure = (key, seen = new Set()) => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
};

const route = Object.keys(manifest).find((key) => key.startsWith('src/routes/review.$review.tsx'));
if (!route) throw new Error('the build has no page of a review');
const panels = 'src/lib/review/panels.ts';
if (!manifest[panels]) throw new Error('the build has no panels of a review');
const chunksOf = (keys) => [...keys].map((key) => manifest[key]);
const scriptsOf = (chunks) => new Set(chunks.map(({ file }) => file).filter((file) => file.endsWith('.js')));
const chunks = chunksOf(new Set([...closure('index.html'), ...closure(route)]));
const beside = chunksOf(closure(panels));
const scripts = scriptsOf(chunks);
// Phones get them after the picture; see src/lib/review/panels-later.ts. Of a width only the screen's is known so early.
// Their styles are small, and never late.
const later = scriptsOf(beside).difference(scripts);
const styles = new Set([...chunks, ...beside].flatMap(({ css = [] }) => css));

const page = readFileSync('dist/index.html', 'utf8');
const early = `<script type="module" async crossorigin src="/${manifest['src/early.ts'].file}"></script>`;
const missing = (file) => !`${page}${early}`.includes(`"/${file}"`);
const lines = [
  ...[...scripts].filter(missing).map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`),
  ...[...later].map((file) => `<link rel="modulepreload" crossorigin href="/${file}" media="(min-device-width: 641px)">`),
  ...[...styles].filter(missing).map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`),
];
const parts = page.split('<script type="module"');
if (parts.length !== 2) throw new Error('the page has not exactly one module');
writeFileSync('dist/review.html', `${parts[0]}${early}\n    <script type="module"${parts[1].replace('</head>', `  ${lines.join('\n    ')}\n  </head>`)}`);
