import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobPath } from '@core/engine/host/blobPath';
import { writePng } from '@core/engine/pictures/png';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { openSession } from '@core/engine/runs/sessionFile';
import { defaultExperiment } from '@core/experiment/defaults';
import { sessionSchema } from '@core/experiment/session';
import { parseWeightFile } from '@core/tensor/weightFile';
import { builtEngine } from '../../../helpers/buildEngine';
import { connectTo, faultOf, type Client } from '../../../helpers/engineClient';
import { makeRaster } from '../../../helpers/pictures';

let folder: string;
let engine: Engine;
let client: Client;

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  folder = mkdtempSync(join(tmpdir(), 'upbench-sessions-'));
  engine = createEngine({ folder, computeWorker, samples: null, openSample: false, log: () => undefined });
  ({ client } = connectTo(engine));
}, 180_000);
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('a session saved by the engine', () => {
  it('holds pictures and weights, and the command line opens it', async () => {
    const bytes = new Uint8Array(writePng(makeRaster({ width: 20, height: 12 }, (x, y) => x * 7 + y)));
    const picture = await client.pictures.import({ name: 'own.png', bytes });
    const values = Float32Array.from({ length: 48 }, (_, i) => i / 48);
    const { name } = await client.weights.keep({
      name: 'layers.npz',
      tensors: [{ name: 'up', shape: [3, 1, 4, 4], data: Buffer.from(values.buffer).toString('base64') }],
    });
    const experiment = {
      ...defaultExperiment(),
      methods: [{ id: 'conv-transpose', key: 'a', parameters: { weights: `file:${name}#up` } }],
    };
    const input = { experiment, pictureIds: [picture.id] };
    const { blob, suggestedName } = await client.sessions.save({ ...input, isBundle: true });
    expect(suggestedName).toBe('own.upbench');
    const opened = await openSession(blobPath(folder, blob.id)!.path, folder, [], undefined);
    expect(opened.session.experiment).toEqual(experiment);
    expect(opened.pictures).toEqual([{ name: 'own.png', path: expect.any(String) }]);
    expect(readFileSync(opened.pictures[0]!.path).equals(bytes)).toBe(true);
    // Tensors that a page took out of a file keep its name, but not its format.
    const [weights] = opened.weights;
    expect(weights).toMatchObject({ name: 'layers.npz' });
    expect([...parseWeightFile(readFileSync(weights!.path), weights!.name)['up']!.data]).toEqual([...values]);

    const text = await client.sessions.save({ ...input, isBundle: false });
    const session = sessionSchema.parse(JSON.parse(readFileSync(blobPath(folder, text.blob.id)!.path, 'utf8')));
    expect(session.pictures).toEqual([{ name: 'own.png', path: 'own.png', sha256: picture.sha256 }]);
  });

  it('needs pictures that are open', async () => {
    const refused = await client.sessions
      .save({ experiment: defaultExperiment(), pictureIds: ['0'.repeat(24)], isBundle: true })
      .then(() => null, faultOf);
    expect(refused).toEqual({ code: 'missing-file', message: 'This picture is no longer open.' });
  });
});
