// Prints the chunks of the build with their gzip size and fails when the shell is over its budget.
// The shell is the entry script with everything it imports at once; pages come on demand.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const SHELL_BUDGET_KB = 115;
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const sizes = new Map();
const gzipKb = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length / 1000);
  return sizes.get(file);
};
const closure = (key, seen = new Set()) => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
};

const entry = 'index.html';
const shell = closure(entry);
const total = (keys, pick) => [...new Set([...keys].flatMap((key) => pick(manifest[key])))].reduce((sum, file) => sum + gzipKb(file), 0);
const script = (chunk) => (chunk.file.endsWith('js') ? [chunk.file] : []);
const style = (chunk) => chunk.css ?? [];

const rows = Object.entries(manifest)
  .filter(([, chunk]) => chunk.isDynamicEntry && chunk.file.endsWith('.js'))
  .map(([key, chunk]) => {
    const own = new Set([...closure(key)].filter((part) => !shell.has(part)));
    return [chunk.src ?? key, total(own, script), total(own, style)];
  })
  .sort((a, b) => b[1] - a[1]);

const line = (name, js, css) => console.log(`${name.slice(0, 74).padEnd(76)}${js.toFixed(1).padStart(8)}${css.toFixed(1).padStart(8)}`);
console.log(`\n${'kB gzip; a page counts everything it adds to the shell'.padEnd(76)}${'script'.padStart(8)}${'style'.padStart(8)}`);
const shellKb = total(shell, script);
line('shell', shellKb, total(shell, style));
for (const [name, js, css] of rows) line(name, js, css);
if (shellKb > SHELL_BUDGET_KB) {
  console.error(`\nThe shell has ${shellKb.toFixed(1)} kB of script, its budget is ${SHELL_BUDGET_KB} kB. Load the new part on demand.`);
  process.exit(1);
}
