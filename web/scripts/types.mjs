// Writes the types of the HTTP contract from its description. With --check it only says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const description = new URL('../../api/openapi.json', import.meta.url);
const generated = new URL('../src/lib/api/schema.gen.ts', import.meta.url);
const header = `/** Types of the HTTP contract, generated from api/openapi.json by \`npm run types\`. Do not edit. */\n\n`;

const contract = JSON.parse(await readFile(description, 'utf8'));
for (const operations of Object.values(contract.paths)) {
  for (const operation of Object.values(operations)) {
    // A named operation is written into a list of its own and only referred to; the client asks by path and method.
    delete operation.operationId;
    // Every refusal has the same shape, and the client knows it.
    operation.responses = Object.fromEntries(Object.entries(operation.responses).filter(([status]) => status.startsWith('2')));
  }
}
const types = header + astToString(await openapiTS(contract, { alphabetize: true, silent: true }));

if (process.argv.includes('--check')) {
  if ((await readFile(generated, 'utf8').catch(() => '')) !== types) {
    console.error('web/src/lib/api/schema.gen.ts does not match api/openapi.json. Run `npm --prefix web run types` and commit the result.');
    process.exit(1);
  }
} else {
  await writeFile(generated, types);
}
