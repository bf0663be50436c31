import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '@core/cli/command';
import { writePng } from '@core/engine/pictures/png';
import { readResults } from '../../helpers/batch';
import { builtEngine } from '../../helpers/buildEngine';
import { placesWith, runCli } from '../../helpers/cli';
import { graphNode, onnxModel, storedTensor } from '../../helpers/madeOnnx';
import { tensor } from '../../helpers/onnxGraph';
import { makeRaster } from '../../helpers/pictures';

let io: Partial<CommandIo>;
let folder: string;
const at = (...names: string[]): string => join(folder, ...names);
const compare = (...args: string[]) => runCli(['compare', ...args], io);

/** The same network everywhere: what tells two of them apart lies beside them. */
function save(where: string, factor: number): void {
  mkdirSync(at(where), { recursive: true });
  const nodes = [
    graphNode('Mul', ['x', 'factors'], 'm'),
    graphNode('Resize', ['m', '', 'scales'], 'y', { mode: 'nearest', coordinate_transformation_mode: 'asymmetric' }),
  ];
  const tensors = [
    tensor({ name: 'factors', shape: [1, 3, 1, 1], type: 1, external: { location: 'part.data', length: 12 } }),
    storedTensor('scales', [4], Float32Array.of(1, 1, 2, 2)),
  ];
  writeFileSync(at(where, 'net.onnx'), onnxModel({ nodes, tensors, input: [1, 3, null, null] }));
  writeFileSync(at(where, 'part.data'), new Uint8Array(new Float32Array(3).fill(factor).buffer));
}

const mseOf = (out: string): Record<string, number> =>
  Object.fromEntries(
    readResults(at(out)).images[0]!.methods.map(({ key, metrics }) => [
      key,
      Number(metrics.find(({ id }) => id === 'mse')!.value),
    ]),
  );

beforeAll(async () => {
  const { computeWorker, runtimeWorker } = await builtEngine();
  io = { places: placesWith({ computeWorker, runtimeWorker }) };
  folder = mkdtempSync(join(tmpdir(), 'upbench-beside-'));
  const picture = makeRaster({ width: 32, height: 32 }, (x, y, c) => (x * 9 + y * 5 + c * 60) % 256);
  writeFileSync(at('photo.png'), writePng(picture));
  save('steps/dark', 0.5);
  save('steps/plain', 1);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('networks that keep values beside themselves', () => {
  it('two that differ only there have results of their own', async () => {
    // Trainings save every step in a folder of its own, under one name.
    const networks = ['--networks', at('steps')];
    const run = await compare(
      at('photo.png'),
      ...networks,
      '--methods',
      'none',
      '--out',
      at('both'),
      '--session',
      at('s.upbench'),
    );
    expect(run.code).toBe(0);
    const both = mseOf('both');
    expect(both['dark']).toBeGreaterThan(2 * both['plain']!);
    const hashes = readResults(at('both')).weightFiles!;
    expect(Object.keys(hashes)).toHaveLength(4);
    expect(hashes[at('steps', 'plain', 'net.onnx')]).toBe(hashes[at('steps', 'dark', 'net.onnx')]);
  });

  it('a session that takes its files in has them, too, wherever it is opened', async () => {
    mkdirSync(at('elsewhere'));
    cpSync(at('s.upbench'), at('elsewhere', 's.upbench'));
    renameSync(at('steps'), at('gone'));
    const again = await compare(at('elsewhere', 's.upbench'), '--out', at('again'));
    renameSync(at('gone'), at('steps'));
    expect(again.code).toBe(0);
    expect(mseOf('again')).toEqual(mseOf('both'));
  });

  it.each(['session', 'results'])('%s are not run again on other values', async (kind) => {
    const network = ['--network', `a=${at('steps', 'plain', 'net.onnx')}`, '--methods', 'none'];
    const file = kind === 'session' ? at('s.json') : at('first', 'results.json');
    await compare(at('photo.png'), ...network, ...(kind === 'session' ? ['--session', file] : ['--out', at('first')]));
    expect((await compare(file)).code).toBe(0);
    const before = readFileSync(at('steps', 'plain', 'part.data'));
    writeFileSync(at('steps', 'plain', 'part.data'), new Uint8Array(new Float32Array(3).fill(0.9).buffer));
    const changed = await compare(file);
    rmSync(at('steps', 'plain', 'part.data'));
    const missing = await compare(file);
    writeFileSync(at('steps', 'plain', 'part.data'), before);
    expect([changed.code, missing.code]).toEqual([2, 2]);
    expect(changed.stderr).toContain('part.data');
    expect(missing.stderr).toContain('part.data');
  });
});
