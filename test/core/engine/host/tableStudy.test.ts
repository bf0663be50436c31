import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { GroupBuilder, makePaperTable, type PaperTable } from '@core/experiment/paperTable';
import { keyMethods } from '@core/experiment/keys';
import type { Experiment } from '@core/experiment/schema';
import { findMetric } from '@core/metrics';
import { tableFile } from '@core/report/tableFile';
import { defaultExperiment } from '@core/experiment/defaults';
import { builtEngine } from '../../../helpers/buildEngine';
import { placesWith, runCli } from '../../../helpers/cli';
import { connectTo, type Client } from '../../../helpers/engineClient';

const goldens = resolve(import.meta.dirname, '../../../goldens/matlab');
const METRICS = ['psnr-y', 'ssim-y'] as const;
const SCALES = [2, 3] as const;
const base: Experiment = {
  ...defaultExperiment(),
  methods: keyMethods([
    { id: 'bicubic', parameters: { a: '-0.5', border: 'mirror' } },
    { id: 'bilinear', parameters: {} },
  ]),
  metrics: [...METRICS],
  protocol: 'sr-matlab',
  degradation: 'matlab-bicubic',
  space: 'y',
  timing: { samples: 0, budgetMs: 400 },
};

let computeWorker: URL;
let folder: string;
let engine: Engine;
let client: Client;
let disconnect: () => void;

beforeAll(async () => {
  ({ computeWorker } = await builtEngine());
  folder = mkdtempSync(join(tmpdir(), 'upbench-table-study-'));
  for (const [set, name] of [
    ['Two', 'astronaut'],
    ['Two', 'camera'],
    ['One', 'astronaut'],
  ] as const) {
    mkdirSync(join(folder, set), { recursive: true });
    copyFileSync(join(goldens, `${name}_hr.png`), join(folder, set, `${name}.png`));
  }
  mkdirSync(join(folder, 'work'));
  engine = createEngine({
    folder: join(folder, 'work'),
    computeWorker,
    samples: null,
    openSample: false,
    log: () => undefined,
    orphanGraceMs: 300,
  });
  ({ client, disconnect } = connectTo(engine));
}, 180_000);
afterAll(async () => {
  disconnect();
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The pictures of a folder as the desktop window opens them. */
const opened = (set: string, names: readonly string[]) =>
  Promise.all(names.map((name) => engine.openPath(join(folder, set, `${name}.png`))));

it('measures sets at several scales with the numbers of the command', async () => {
  const two = await opened('Two', ['astronaut', 'camera']);
  const one = await opened('One', ['astronaut']);
  expect(two[0]!.folder?.split('/').at(-1)).toBe('Two');
  // The same bytes in another folder are another picture of another set.
  expect(one[0]!.id).not.toBe(two[0]!.id);
  const places = SCALES.flatMap((scale) =>
    [
      { set: 'Two', pictures: two },
      { set: 'One', pictures: one },
    ].map((own) => ({ ...own, scale })),
  );
  const builders = places.map(({ set, scale }) => new GroupBuilder({ set, scale, missing: [] }, METRICS));
  const groups = places.map(({ set, scale, pictures }) => ({
    name: set,
    experiment: { ...base, scale },
    pictureIds: pictures.map(({ id }) => id),
  }));
  for await (const event of await client.studies.table({ groups })) {
    if (event.type === 'image') builders[event.group]!.add(event.image);
    expect(event.type).not.toBe('image-failed');
  }
  const table = makePaperTable({
    metrics: METRICS.map(findMetric),
    methods: base.methods.map(({ key }) => ({ key, name: key })),
    groups: builders.map((builder) => builder.finish([])),
    costAt: null,
    cost: () => null,
  });
  const rows = ['--method', 'bicubic:a=-0.5,border=mirror', '--method', 'bilinear'];
  const args = ['table', join(folder, 'Two'), join(folder, 'One'), '--scales', SCALES.join(), ...rows, '--json', '-'];
  const { stdout, code } = await runCli(args, { places: placesWith({ computeWorker }) });
  expect(code).toBe(0);
  const theirs = JSON.parse(stdout) as PaperTable;
  expect(JSON.parse(JSON.stringify(table.blocks))).toEqual(theirs.blocks);
  const environment = await client.environment();
  const ours = tableFile('csv', { table, environment, experiment: base, sets: [] }, 'en');
  const csv = (await runCli([...args.slice(0, -2), '--csv', '-'], { places: placesWith({ computeWorker }) })).stdout;
  const numbers = (text: string): string[] => text.split('\n').filter((line) => !line.startsWith('#'));
  expect(numbers(ours)).toEqual(numbers(csv));
}, 120_000);

it('goes on with the rest where a picture fails, and ends when the page stops listening', async () => {
  const [good] = await opened('One', ['astronaut']);
  const seen: string[] = [];
  const groups = [{ name: 'x', experiment: { ...base, scale: 2 }, pictureIds: ['gone', good!.id, good!.id] }];
  for await (const event of await client.studies.table({ groups })) {
    if (event.type !== 'progress') seen.push(event.type);
    if (event.type === 'image') break;
  }
  expect(seen).toEqual(['image-failed', 'image']);
}, 60_000);

it('a picture is put into another set and back', async () => {
  const [info] = await opened('One', ['astronaut']);
  const [moved] = await client.pictures.assign({ ids: [info!.id], set: 'Mine' });
  expect(moved!.set).toBe('Mine');
  expect((await client.pictures.list()).find(({ id }) => id === info!.id)!.set).toBe('Mine');
  const [back] = await client.pictures.assign({ ids: [info!.id, 'gone'], set: null });
  expect(back!.set).toBeUndefined();
});

it('counts what a network costs at the wanted size, by the name it was opened with', async () => {
  const bytes = readFileSync(resolve(goldens, '../onnx/espcn-x3.onnx'));
  const { id } = await client.networks.open({ files: [{ name: 'net.onnx', bytes: bytes.length }], isMethod: true });
  await client.networks.write({ id, file: 0, data: bytes.toString('base64') });
  const ask = (scale: number) =>
    client.networks.cost({ network: { file: 'net.onnx' }, scale, width: 1280, height: 720 });
  const cost = await ask(3);
  expect(cost).toMatchObject({ source: 'counted', output: [720, 1281] });
  expect(cost.macs).toBeGreaterThan(1e6);
  await expect(ask(2)).rejects.toThrow('not an enlargement by 2');
}, 120_000);
