/** Puts the data files of pdf.js (character maps, fonts, decoders, colour profiles) beside the other assets. */
import { createReadStream } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import library from 'pdfjs-dist/package.json' with { type: 'json' };

const FOLDERS = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];
/** The name carries the version: the files are as immutable as the hashed ones. */
const BASE = `/assets/pdf-${library.version}/`;
const SOURCE = 'node_modules/pdfjs-dist';

/** @returns {import('vite').Plugin} */
export function pdfData() {
  let out = 'dist';
  return {
    name: 'pdf-data',
    configResolved(config) {
      out = config.build.outDir;
    },
    configureServer(server) {
      server.middlewares.use(BASE, (request, response, next) => {
        const path = normalize(decodeURIComponent(request.url ?? '').replace(/[?#].*$/, ''));
        if (!FOLDERS.some((folder) => path.startsWith(`/${folder}/`))) return next();
        createReadStream(join(SOURCE, path)).on('error', next).pipe(response);
      });
    },
    async writeBundle() {
      for (const folder of FOLDERS) await cp(join(SOURCE, folder), join(out, BASE, folder), { recursive: true });
      // Documents never run scripts here, so the script engine stays out.
      const wasm = join(out, BASE, 'wasm');
      for (const name of await readdir(wasm)) if (name.startsWith('quickjs')) await rm(join(wasm, name));
    },
  };
}
