import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultExperiment } from '@core/experiment/defaults';
import { formatNpy } from '@core/tensor/npy';
import { runCli } from '../../helpers/cli';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-regular-'));
  writeFileSync(at('x.npy'), formatNpy({ shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 4) }));
  if (process.platform === 'linux') execFileSync('mkfifo', [at('pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === 'linux')('what is no regular file', () => {
  it.each([
    ['op', 'conv2d', '--input', 'HERE', '--weight', 'x.npy', '--output', 'y.npy'],
    ['op', 'conv2d', '--input', 'x.npy', '--weight', 'HERE', '--output', 'y.npy'],
    ['why-arrays', 'x.npy', 'HERE'],
    ['metrics', 'HERE', 'x.npy'],
    ['metrics', 'x.npy', 'HERE'],
    ['chain', 'HERE', '--input', '1x1x8x8'],
    ['audit', 'HERE'],
    ['rewrite', 'HERE', '--layer', 'up', '--to', 'pixel-shuffle', '--out', 'new.onnx'],
    [
      'convert-layer',
      'conv-transpose',
      '--from',
      'torch',
      '--to',
      'keras',
      '--kernel-size',
      '4',
      '--stride',
      '2',
      '--weights',
      'HERE',
    ],
    ['merge', 'shards', '--out', 'merged'],
  ])('is refused by every command that reads one: %s %s %s', async (...words) => {
    for (const place of ['/dev/zero', at('pipe')]) {
      if (words[0] === 'merge') {
        rmSync(at('shards'), { recursive: true, force: true });
        mkdirSync(at('shards'));
        symlinkSync(place, join(at('shards'), 'results.jsonl'));
      }
      const isOurs = (word: string): boolean => /\.(npy|onnx)$|^merged$|^shards$/.test(word);
      const argv = words.map((word) => (word === 'HERE' ? place : isOurs(word) ? at(word) : word));
      const { code, stderr } = await runCli(argv);
      expect(stderr).toMatch(/is not a regular file\.$/m);
      expect(code).toBe(2);
    }
  });
});

describe('a session', () => {
  it('that names a file too long to wait for ends when it is cancelled', async () => {
    writeFileSync(at('huge.png'), '');
    // A hole: no disk is filled, and reading it would take minutes.
    truncateSync(at('huge.png'), 256 * 2 ** 30);
    const session = {
      schema: 'upbench.session/1',
      version: '0.2.0',
      experiment: defaultExperiment(),
      pictures: [{ name: 'huge.png', path: 'huge.png', sha256: 'a'.repeat(64) }],
      weights: [],
    };
    writeFileSync(at('s.upbench.json'), JSON.stringify(session));
    const stop = new AbortController();
    const running = runCli(['compare', at('s.upbench.json')], { signal: stop.signal });
    stop.abort();
    const { code, stderr } = await running;
    expect(`${code} ${stderr}`).toMatch(/^130 Cancelled/);
  });
});
