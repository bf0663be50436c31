import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  BenchmarkEvent,
  BenchmarkRequest,
  BenchmarkRow,
  FitEvent,
  FittedLayer,
  NestedChain,
  SweepEvent,
} from '@core/engine/contract/contract';
import { writePng } from '@core/engine/pictures/png';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import type { MethodResult } from '@core/experiment/schema';
import { builtEngine } from '../../../helpers/buildEngine';
import { connectTo, faultOf, type Client } from '../../../helpers/engineClient';
import { makeRaster } from '../../../helpers/pictures';

let folder: string;
let engine: Engine;
let client: Client;
let disconnect: () => void;

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  folder = mkdtempSync(join(tmpdir(), 'upbench-studies-'));
  engine = createEngine({ folder, computeWorker, samples: null, openSample: false, log: () => undefined });
  ({ client, disconnect } = connectTo(engine));
}, 180_000);
afterAll(async () => {
  disconnect();
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const pictureOf = (shift: number, size = { width: 48, height: 40 }) =>
  makeRaster(size, (x, y, c) => 128 + 90 * Math.sin((x + shift) / 3 + c) * Math.cos(y / (4 + shift)));
const add = (name: string, shift: number, size?: { width: number; height: number }) =>
  client.pictures.import({ name, bytes: new Uint8Array(writePng(pictureOf(shift, size))) });
const request = {
  method: { id: 'conv-transpose', parameters: { kernelSize: 4, weights: 'bilinear' } },
  scale: 2,
  degradation: 'area',
  lambda: 1e-8,
  holdOut: 0,
} as const;

async function fitted(events: AsyncIterable<FitEvent>): Promise<{ fit: FittedLayer; progress: number }> {
  let progress = 0;
  for await (const event of events) {
    if (event.type === 'done') return { fit: event.fit, progress };
    progress++;
  }
  throw new Error('The fit ended without an answer.');
}
async function resultsOf(weights: string, ids: readonly string[]): Promise<MethodResult[]> {
  const methods = keyMethods([{ id: 'conv-transpose', parameters: { kernelSize: 4, weights } }]);
  const experiment = { ...defaultExperiment(), methods, timing: { samples: 0, budgetMs: 0 } };
  for await (const event of await client.runs.start({ experiment, pictureIds: [...ids] }))
    if (event.type === 'done') return event.results.images.flatMap((image) => image.methods);
  return [];
}

const outputBytes = ({ channels, size }: { channels: number; size: number }): number => 4 * channels * size ** 2;

describe('studies', () => {
  it('count what a method needs at once: the same again, whatever ran before it', async () => {
    const picture = await add('counted.png', 1);
    const of = async (...ids: string[]) => {
      const experiment = {
        ...defaultExperiment(),
        methods: keyMethods(ids.map((id) => ({ id, parameters: {} }))),
        timing: { samples: 1, budgetMs: 1 },
      };
      for await (const event of await client.runs.start({ experiment, pictureIds: [picture.id] }))
        if (event.type === 'done')
          return event.results.images[0]!.methods.map((method) => [method.id, method.timing?.peakBytes ?? 0] as const);
      return [];
    };
    const together = new Map(await of('unpooling', 'pixel-shuffle', 'bilinear'));
    expect(new Map(await of('bilinear')).get('bilinear')).toBe(together.get('bilinear'));
    // Input and output of 3 channels at least; unpooling reads the original as well, pixel shuffle widens its channels.
    const least = 4 * 3 * (48 * 40 + 24 * 20);
    expect(together.get('bilinear')).toBeGreaterThanOrEqual(least);
    expect(together.get('pixel-shuffle')).toBeGreaterThan(together.get('bilinear')!);
    expect(together.get('unpooling')).toBeGreaterThan(together.get('bilinear')!);
  });

  it('say which layers are the same function, and fit those that contain one another', async () => {
    const rows = await client.numbers.equivalence({ scale: 3, seed: 1 });
    expect(rows).toHaveLength(5);
    for (const { largestDifference } of rows) expect(largestDifference).toBeLessThan(1e-12);
    let chains: NestedChain[] = [];
    for await (const event of await client.studies.nested({ scale: 2 }))
      if (event.type === 'done') ({ chains } = event);
    expect(chains.map(({ rows: layers }) => layers.length)).toEqual([3, 2]);
    expect(chains.every(({ holds }) => holds)).toBe(true);
  }, 120_000);

  it('fit with a cross-validation, and say what the weights do to each frequency', async () => {
    const ids = [];
    for (const [i, name] of ['a.png', 'b.png', 'c.png'].entries()) ids.push((await add(name, i + 4)).id);
    const { fit } = await fitted(await client.studies.fit({ ...request, folds: 3, folder: 'mine', pictureIds: ids }));
    expect(fit.folds.map(({ train, test }) => [train.pictures, test.pictures])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
    expect(fit.origin).toBe('fitted on mine (3 pictures)');
    expect(fit.holdOut).toBeNull();
    // The tent 1/4 3/4 3/4 1/4: 1 at rest, |-1/2 - i/2| / 2 at a quarter of a cycle.
    expect(fit.response?.bilinear[0]).toBeCloseTo(1, 6);
    expect(fit.response?.bilinear[32]).toBeCloseTo(Math.SQRT1_2 / 2, 6);
    expect(fit.response?.fitted).toHaveLength(65);
  });

  it('fit a layer to one picture: a method can use the weights, and says where they are no fair comparison', async () => {
    const [own, other] = [await add('own.png', 0), await add('other.png', 2)];
    const { fit, progress } = await fitted(await client.studies.fit({ ...request, pictureIds: [own.id] }));
    expect(progress).toBeGreaterThan(0);
    expect(fit).toMatchObject({ origin: 'fitted on own.png', train: { pictures: 1 }, holdOut: null });
    expect(fit.values).toHaveLength(fit.shape.reduce((product, size) => product * size, 1));

    const [onOwn, onOther] = await resultsOf(`file:${fit.name}`, [own.id, other.id]);
    expect(onOwn).toMatchObject({
      weights: 'fitted on this picture',
      excludedFromBest: 'its weights were fitted on this picture',
    });
    expect(onOther?.weights).toContain('fitted on own.png');
    expect(onOther?.excludedFromBest).toBeUndefined();
    // Nothing of this kind can be better on its own picture.
    const [plain] = await resultsOf('bilinear', [own.id]);
    const psnr = (result: MethodResult | undefined): number =>
      Number(result?.metrics.find(({ id, region }) => id === 'psnr' && region === 'full')?.value);
    expect(psnr(onOwn)).toBeGreaterThan(psnr(plain));

    const picture = { width: 48, height: 40, channels: 3, sha256: own.sha256 } as const;
    const method = { id: 'conv-transpose', key: 'a', parameters: { kernelSize: 4, weights: `file:${fit.name}` } };
    const answer = await client.inspect({ method, scale: 2, mode: 'reference', picture });
    expect(answer.weights?.origin).toBe('fitted on this picture');
  });

  it('hold pictures out, and refuse what cannot be fitted with a sentence', async () => {
    const ids = await Promise.all([3, 4, 5, 6, 7].map(async (shift) => (await add(`p${shift}.png`, shift)).id));
    const { fit } = await fitted(await client.studies.fit({ ...request, holdOut: 0.2, pictureIds: ids }));
    expect(fit).toMatchObject({ train: { pictures: 4 }, holdOut: { pictures: 1 } });
    const bad = { ...request, method: { id: 'bilinear', parameters: {} }, pictureIds: ids };
    const refused = await fitted(await client.studies.fit(bad)).then(() => null, faultOf);
    expect(refused?.message).toMatch(/bilinear/);
  });

  it('stop when nobody iterates any more, and answer the next one', async () => {
    const big = await add('big.png', 1, { width: 1600, height: 1200 });
    const slow = { ...request, method: { id: 'conv-transpose', parameters: { kernelSize: 16, stride: 2 } } };
    for await (const event of await client.studies.fit({ ...slow, pictureIds: [big.id] }))
      if (event.type === 'progress') break;
    const small = await add('small.png', 8);
    await fitted(await client.studies.fit({ ...request, pictureIds: [small.id] }));
  });

  it('sweep kernel sizes: every family, the front marked, rows after every picture', async () => {
    const [one, two] = [await add('one.png', 9), await add('two.png', 10)];
    const events: SweepEvent[] = [];
    const asked = { scale: 2, degradation: 'area', largest: 3, pictureIds: [one.id, two.id] } as const;
    for await (const event of await client.studies.sweep({ ...asked, pictureIds: [...asked.pictureIds] }))
      events.push(event);
    expect(events.filter(({ type }) => type === 'rows')).toHaveLength(2);
    const done = events.at(-1);
    if (done?.type !== 'done') throw new Error('The sweep ended without an answer.');
    expect(done.rows.map(({ id, kernelSize }) => `${id} ${kernelSize ?? '-'}`)).toEqual([
      'conv-transpose 2',
      'conv-transpose 3',
      'nearest-conv 1',
      'nearest-conv 3',
      'pixel-shuffle 1',
      'pixel-shuffle 3',
      'bilinear -',
      'bicubic -',
    ]);
    expect(done.rows.every(({ pictures }) => pictures === 2)).toBe(true);
    expect(done.rows.some(({ pareto }) => pareto)).toBe(true);
  });

  it('time operators, each held against the reference first, smaller sizes before larger ones', async () => {
    const events: BenchmarkEvent[] = [];
    const asked = {
      operators: [
        'conv-transpose-depthwise',
        'conv-transpose',
        'bilinear',
        'unpooling',
        'nearest-conv',
        'pixel-shuffle',
      ],
      sizes: [128, 64],
      channels: [3],
      implementations: ['reference', 'exact', 'fast'],
      samples: 1,
      budgetMs: 5,
      limits: true,
    } satisfies BenchmarkRequest;
    for await (const event of await client.studies.benchmark(asked)) events.push(event);
    const done = events.at(-1);
    if (done?.type !== 'done') throw new Error('The benchmark ended without an answer.');
    expect(done.environment.cpu).not.toBe('');
    expect(done.rows).toHaveLength(36);
    expect(events.filter(({ type }) => type === 'row')).toHaveLength(36);
    expect(done.rows.slice(0, 6).map(({ size }) => size)).toEqual([64, 64, 64, 128, 128, 128]);
    expect(done.limits?.threads).toBe(Math.max(...done.rows.map(({ threads }) => threads)));
    for (const name of ['cacheGBs', 'memoryGBs', 'peakGflops'] as const) expect(done.limits?.[name]).toBeGreaterThan(0);
    for (const row of done.rows) {
      // On a machine that stands still for seconds, a larger size may be left out; the smallest never is.
      if (row.left === 'slow') expect(row).toMatchObject({ size: 128, medianMs: null, samples: 0 });
      else expect(row.left).toBeUndefined();
      if (row.left === undefined) expect(row.medianMs).toBeGreaterThan(0);
      expect(row.maxDifference).toBeLessThan(1e-5);
      if (row.implementation === 'reference') expect(row).toMatchObject({ maxDifference: 0, peakBytes: null });
      else if (row.left === undefined) expect(row.peakBytes).toBeGreaterThanOrEqual(outputBytes(row));
    }
    // onnxruntime beside ours: the same layers as small networks, held against the reference, on several channels.
    const beside = { ...asked, sizes: [64], channels: [4], outChannels: 2, limits: undefined };
    const rows: BenchmarkRow[] = [];
    for await (const event of await client.studies.benchmark({ ...beside, implementations: ['onnxruntime'] }))
      if (event.type === 'row') rows.push(event.row);
    expect(rows.map(({ operator }) => operator)).toEqual(asked.operators);
    for (const row of rows) {
      expect(row.left, row.operator).toBeUndefined();
      expect(row.maxDifference).toBeLessThan(1e-5);
      expect(row.medianMs).toBeGreaterThan(0);
    }
    // Nobody asked for them.
    const few = { sizes: [64], channels: [4], outChannels: 2, implementations: ['exact' as const] };
    const mixing = { ...asked, ...few, limits: undefined };
    const macs = new Map<string, number>();
    for await (const event of await client.studies.benchmark(mixing))
      if (event.type === 'done') expect(event.limits).toBeNull();
      else if (event.type === 'row') macs.set(`${event.row.operator} ${event.row.outChannels}`, event.row.macs);
    expect([...macs]).toEqual([
      ['conv-transpose-depthwise 4', 4 * 16 * 32 * 32],
      ['conv-transpose 2', 4 * 2 * 16 * 32 * 32],
      ['bilinear 4', 3 * 4 * 64 * 64],
      ['unpooling 4', 0],
      ['nearest-conv 2', 4 * 2 * 4 * 64 * 64],
      ['pixel-shuffle 2', 4 * 2 * 4 * 9 * 32 * 32],
    ]);
    const unknown = { ...asked, operators: ['upsample'] };
    const refused = await (async () => {
      for await (const event of await client.studies.benchmark(unknown)) void event;
    })().then(() => null, faultOf);
    expect(refused?.message).toMatch(/There is no operator "upsample" to time: they are conv-transpose-depthwise/);
  });
});
