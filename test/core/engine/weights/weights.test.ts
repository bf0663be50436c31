import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobPath } from '@core/engine/host/blobPath';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { parseSafetensors, safetensorsMetadata } from '@core/tensor/safetensors';
import { builtEngine } from '../../../helpers/buildEngine';
import { connectTo, faultOf, type Client } from '../../../helpers/engineClient';

let computeWorker: URL;
let folder: string;
let engine: Engine;
let client: Client;

const open = (): void => {
  engine = createEngine({ folder, computeWorker, samples: null, openSample: false, log: () => undefined });
  ({ client } = connectTo(engine));
};

beforeAll(async () => {
  ({ computeWorker } = await builtEngine());
  folder = mkdtempSync(join(tmpdir(), 'upbench-weights-'));
  open();
}, 180_000);
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const request = (id: string, parameters: Record<string, string | number | boolean>, seed?: number) => ({
  method: { id, key: id, parameters },
  scale: 2 as const,
  mode: 'reference' as const,
  picture: { width: 32, height: 32, channels: 3 as const },
  ...(seed === undefined ? {} : { seed }),
});

/** What the page sends of a tensor. */
function wire(name: string, shape: readonly number[], values: readonly number[]) {
  const bytes = Buffer.from(Float32Array.from(values).buffer);
  return { name, shape: [...shape], data: bytes.toString('base64') };
}

describe('weights of a method', () => {
  it('are saved as the file its snippet loads, with the values that inspect shows', async () => {
    const asked = request('pixel-shuffle', { weights: 'kaiming', bias: true }, 7);
    const { blob } = await client.weights.save(asked);
    const bytes = readFileSync(blobPath(folder, blob.id)!.path);
    const { weight, bias } = parseSafetensors(bytes);
    const shown = (await client.inspect(asked)).weights!;
    expect(weight?.shape).toEqual([12, 1, 3, 3]);
    expect([...weight!.data]).toEqual(shown.values);
    expect([...bias!.data]).toEqual(Array(12).fill(0));
    expect(safetensorsMetadata(bytes)).toEqual({ method: 'pixel-shuffle', origin: 'Kaiming normal (seed 7)' });
    // The seed of the experiment decides, as in a run.
    expect((await client.inspect(request('pixel-shuffle', { weights: 'kaiming' }, 8))).weights!.values).not.toEqual(
      shown.values,
    );
  });

  it('are refused where there are none', async () => {
    const refusal = await client.weights.save(request('bicubic', {})).then(() => null, faultOf);
    expect(refusal).toEqual({
      code: 'unavailable',
      message: 'bicubic has no weights with these parameters: there is nothing to save.',
    });
  });
});

describe('tensors of a weight file', () => {
  const kernel = Array.from({ length: 16 }, (_, i) => i / 64);
  const inspectFile = (name: string) =>
    client.inspect(request('conv-transpose', { kernelSize: 4, weights: `file:${name}#up.weight` }));

  it('are kept under the name of their file and serve the methods that name them', async () => {
    const { name } = await client.weights.keep({
      name: 'model.npz',
      tensors: [wire('up.weight', [1, 1, 4, 4], kernel)],
    });
    expect(name).toBe('model.npz');
    const { weights, refusal } = await inspectFile(name);
    expect(refusal).toBeNull();
    expect(weights).toMatchObject({ origin: 'model.npz, up.weight', shape: [3, 1, 4, 4] });
    expect(weights?.values.slice(0, 16)).toEqual(kernel);
  });

  it('come together from one file, and another file of the same name gets a number', async () => {
    const other = wire('up.bias', [3], [1, 2, 3]);
    expect(await client.weights.keep({ name: 'model.npz', tensors: [other] })).toEqual({ name: 'model.npz' });
    expect((await inspectFile('model.npz')).weights).not.toBeNull();
    const changed = wire('up.weight', [1, 1, 4, 4], kernel.toReversed());
    const { name } = await client.weights.keep({ name: 'model.npz', tensors: [changed] });
    expect(name).toBe('model-2.npz');
    expect((await inspectFile(name)).weights?.values[0]).toBe(15 / 64);
    expect((await inspectFile('model.npz')).weights?.values[0]).toBe(0);
  });

  it('serve runs and outlive the engine process', async () => {
    await engine.dispose({ keep: true });
    open();
    const { blob } = await client.weights.save(
      request('conv-transpose', { kernelSize: 4, weights: 'file:model.npz#up.weight' }),
    );
    expect(parseSafetensors(readFileSync(blobPath(folder, blob.id)!.path))['weight']?.shape).toEqual([3, 1, 4, 4]);
  });

  it('are refused with a sentence when bytes and shape disagree, or the file is not open', async () => {
    const short = { ...wire('up.weight', [1, 1, 4, 4], kernel), shape: [1, 1, 5, 5] };
    expect(await client.weights.keep({ name: 'bad.npz', tensors: [short] }).then(() => null, faultOf)).toEqual({
      code: 'shape-mismatch',
      message: 'Expected 100 bytes for up.weight of shape 1×1×5×5 but received 64.',
    });
    expect((await inspectFile('bad.npz')).refusal?.message).toBe('No weight file is open under the name "bad.npz".');
    const hostile = client.weights.keep({ name: '../up.npz', tensors: [wire('a', [1], [1])] });
    expect(await hostile.then(() => null, faultOf)).toMatchObject({ code: 'invalid-parameter' });
  });
});
