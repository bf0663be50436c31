#!/usr/bin/env node
// `npm run samples`: makes the sample and training pictures; those that hold the right pixels stay as they are.
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
// Inside the project, so that packages are found.
const folder = mkdtempSync(join(root, 'node_modules/.samples-'));
try {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'test/make/samplePictures.ts'),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'samples.js' } },
    },
    ssr: { noExternal: true, external: ['sharp'] },
  });
  const { writeSamplePictures } = await import(pathToFileURL(join(folder, 'samples.js')).href);
  const told = (/** @type {string} */ path, /** @type {boolean} */ isThere) =>
    process.stdout.write(`${path} ${isThere ? 'is up to date' : 'written'}\n`);
  await writeSamplePictures(join(root, 'resources'), told);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
