import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../../core';

const root = resolve(import.meta.dirname, '../..');
const runNode = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: root });

describe('the library', () => {
  it('offers every operator, tensors, sizes and both implementations', () => {
    const operators = [
      'conv2d',
      'convTranspose2d',
      'interpolate',
      'maxPool2d',
      'maxUnpool2d',
      'pixelShuffle',
      'pixelUnshuffle',
      'nearestConv2d',
      'convPixelShuffle',
      'resample',
    ];
    const others = ['createTensor', 'createIndexTensor', 'createReferenceOperators', 'convTranspose2dOutputSize'];
    expect(Object.keys(library)).toEqual(expect.arrayContaining([...operators, ...others]));
    expect(Object.keys(library.reference)).toEqual(expect.arrayContaining(operators));
  });
});

describe('the built library', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upbench-library-'));
    await runNode(join(root, 'core/cli/bin/buildLibrary.mjs'), folder);
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('works from a plain Node script', async () => {
    const script = join(folder, 'use.mjs');
    await writeFile(
      script,
      `import { convTranspose2d, createTensor, reference } from './index.js';
       const x = createTensor([1, 1, 2, 2], [0, 1, 2, 3]);
       const k = createTensor([1, 1, 2, 2], [4, 7, 2, 2]);
       const y = convTranspose2d(x, k, null);
       const { indices } = reference.maxPool2d(x, { kernelSize: 2 });
       console.log(JSON.stringify({ shape: y.shape, data: [...y.data], indices: [...indices.data] }));`,
    );
    const { stdout } = await runNode(script);
    expect(JSON.parse(stdout)).toEqual({ shape: [1, 1, 3, 3], data: [0, 4, 7, 8, 28, 23, 4, 10, 6], indices: [3] });
  });

  it('imports nothing', async () => {
    const text = await readFile(join(folder, 'index.js'), 'utf8');
    expect(text).not.toMatch(/^import\s/m);
    expect(text).not.toContain('node:');
  });
});
