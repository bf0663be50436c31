import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePng } from '@core/engine/pictures/png';
import { runCli } from '../../helpers/cli';
import { makeRaster } from '../../helpers/pictures';

let folder: string;
const say = (mse: number): void =>
  writeFileSync(
    join(folder, 'golden.json'),
    JSON.stringify({
      pairs: [{ ref: 'a.png', dist: 'b.png', shape: [20, 24], mse, psnr: 10 * Math.log10(65025 / 4) }],
    }),
  );

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-calibrate-'));
  mkdirSync(join(folder, 'pairs'));
  const grey = { width: 24, height: 20, channels: 1 } as const;
  writeFileSync(join(folder, 'pairs/a.png'), writePng(makeRaster(grey, (x) => x)));
  writeFileSync(join(folder, 'pairs/b.png'), writePng(makeRaster(grey, (x) => x + 2)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('calibrate', () => {
  it('writes the tables of a folder', async () => {
    say(4);
    const out = join(folder, 'page.md');
    expect(await runCli(['calibrate', folder, '--out', out])).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(out, 'utf8')).toMatch(/\| `mse` \| scikit-image \| `mse` \| 1 \| 1e-9 relative \| < 1e-10 \|/);
  });

  it('ends with 2 and names the value that is beyond its tolerance', async () => {
    say(4.5);
    const { code, stderr, stdout } = await runCli(['calibrate', folder]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'b: mse is 4 instead of 4.5.\n' });
    expect(stdout).toContain('| 0.5 | b |');
  });

  it('refuses a folder without published values', async () => {
    expect(await runCli(['calibrate', join(folder, 'pairs')])).toMatchObject({ code: 2, stdout: '' });
    expect((await runCli(['calibrate'])).stderr).toContain('one folder with golden.json');
  });
});
