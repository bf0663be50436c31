// What a person at the window waits for: the served workbench in a browser, from `npm start` and from a picture opened.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePrograms } from './bundle.mjs';

const here = import.meta.dirname;
/** Of the picture that is opened. */
const MEGAPIXELS = 1;

/**
 * @param {string} into a folder for pictures
 * @param {number} rounds
 * @param {(path: string, megapixels: number) => unknown} writePicture
 * @returns {Promise<{ what: string, seconds: number }[]>}
 */
export async function timeWindow(into, rounds, writePicture) {
  const folder = join(here, 'node_modules/.cache/window', String(process.pid));
  const picture = join(into, 'opened.png');
  writePicture(picture, MEGAPIXELS);
  try {
    await bundlePrograms(folder, { windowMain: join(here, 'windowMain.ts') }, ['sharp', '@playwright/test']);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'windowMain.js'), picture, String(rounds)],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`The window was not timed: ${stderr.trim().slice(-800)}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
