import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { blobPath } from '@core/engine/host/blobPath';
import type { RunEvent } from '@core/engine/contract/contract';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { formatNpy } from '@core/tensor/npy';
import { PICTURE_TITLES } from '@core/tensor/pictureKinds';
import { writePng } from '@core/engine/pictures/png';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import { resultsSchema, type Experiment } from '@core/experiment/schema';
import { builtEngine } from '../../../helpers/buildEngine';
import { connectTo, faultOf, type Client } from '../../../helpers/engineClient';
import { endlessWork } from '../../../helpers/endless';
import { makeRaster } from '../../../helpers/pictures';

let computeWorker: URL;
let folder: string;
let samples: string;
let engine: Engine;
let client: Client;
let disconnect: () => void;
const log: string[] = [];

const small = makeRaster({ width: 26, height: 18 }, (x, y, c) => (x * 9 + y * 5 + c * 60) % 256);
const quick: Experiment = {
  ...defaultExperiment(),
  methods: keyMethods([
    { id: 'nearest', parameters: {} },
    { id: 'bilinear', parameters: {} },
    { id: 'nearest', parameters: {} },
  ]),
  timing: { samples: 0, budgetMs: 0 },
};
/** Far more work than a test waits for, on any machine and the smallest picture. */
const endless: Experiment = { ...quick, ...endlessWork };

function open(): void {
  engine = createEngine({
    folder,
    computeWorker,
    samples,
    openSample: true,
    log: (line) => log.push(line),
    orphanGraceMs: 300,
  });
  ({ client, disconnect } = connectTo(engine));
}

beforeAll(async () => {
  ({ computeWorker } = await builtEngine());
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  samples = join(folder, 'samples');
  mkdirSync(samples);
  writeFileSync(join(samples, 'grey-ramp.png'), writePng(makeRaster({ width: 12, height: 12, channels: 1 })));
  open();
}, 180_000);
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  log.length = 0;
});

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const importSmall = (name = 'small.png') => client.pictures.import({ name, bytes: new Uint8Array(writePng(small)) });
async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  return call.then(() => ({ code: 'accepted', message: '' }), faultOf);
}

describe('pictures', () => {
  it('begin with a sample, so that there is something to compare', async () => {
    expect(await client.pictures.list()).toMatchObject([
      { name: 'grey-ramp.png', isSample: true, width: 12, channels: 1 },
    ]);
    expect(await client.pictures.samples()).toEqual([{ name: 'grey-ramp.png', title: 'Grey ramp' }]);
  });

  it('come in as bytes and get a preview and a thumbnail', async () => {
    const info = await importSmall();
    expect(info).toMatchObject({ name: 'small.png', width: 26, height: 18, channels: 3, bitDepth: 8, isSample: false });
    const preview = await readPicture(blobPath(folder, info.preview.id)!.path);
    expect(preview.raster).toEqual(small);
    expect(existsSync(blobPath(folder, info.thumbnail.id)!.path)).toBe(true);
    // The same picture under the same name is the same picture.
    expect((await importSmall()).id).toBe(info.id);
  });

  it('are opened by path only through the host, and survive the file', async () => {
    const path = join(folder, 'given.png');
    writeFileSync(path, writePng(small));
    const info = await engine.openPath(path);
    rmSync(path);
    const events = await collect(await client.runs.start({ experiment: quick, pictureIds: [info.id] }));
    const done = events.at(-1);
    expect(done?.type === 'done' && done.results.images[0]?.file).toBe(path);
  });

  it('that are none are refused with their sentence and leave nothing behind', async () => {
    const before = readdirSync(join(folder, 'pictures')).length;
    expect(
      await refusal(client.pictures.import({ name: '../../notes.png', bytes: Buffer.from('just some text') })),
    ).toEqual({
      code: 'unsupported-file',
      message: `"notes.png" is not a ${PICTURE_TITLES.slice(0, -1).join(', ')} or ${PICTURE_TITLES.at(-1)} picture: it holds text.`,
    });
    expect(readdirSync(join(folder, 'pictures'))).toHaveLength(before);
    expect(await refusal(client.pictures.openSample({ name: '../given.png' }))).toMatchObject({ code: 'missing-file' });
  });

  it('go when they are removed, files and all', async () => {
    const info = await importSmall('gone.png');
    expect(await client.pictures.remove({ ids: [info.id, 'unknown'] })).toEqual({ removed: 1 });
    expect(existsSync(blobPath(folder, info.preview.id)!.path)).toBe(false);
    expect(readdirSync(join(folder, 'pictures')).some((name) => name.includes(info.id))).toBe(false);
  });
});

describe('inspect', () => {
  it('answers with shape, cost and weights while nothing runs', async () => {
    const answer = await client.inspect({
      method: { id: 'conv-transpose', key: 'conv-transpose', parameters: {} },
      scale: 2,
      mode: 'reference',
      picture: { width: 64, height: 48, channels: 3 },
    });
    expect(answer).toMatchObject({
      fits: true,
      inputShape: [1, 3, 24, 32],
      outputShape: [1, 3, 48, 64],
      refusal: null,
    });
  });

  it('refuses an unknown method, and a request that does not fit the contract, with a sentence', async () => {
    const method = { id: 'magic', key: 'magic', parameters: {} };
    expect((await refusal(client.inspect({ method, scale: 2, mode: 'reference', picture: null }))).message).toContain(
      'There is no method "magic"',
    );
    const bad = { method, scale: 1, mode: 'reference', picture: null } as unknown as Parameters<Client['inspect']>[0];
    expect(await refusal(client.inspect(bad))).toEqual({
      code: 'invalid-parameter',
      message: 'The page sent a request that does not fit the contract.',
    });
  });
});

describe('runs', () => {
  it('stream every event and end with the whole document; pictures are what the methods made', async () => {
    const { id } = await importSmall();
    const events = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    expect(events.filter(({ type }) => type !== 'progress').map(({ type }) => type)).toEqual([
      'started',
      'image',
      'method',
      'method',
      'method',
      'done',
    ]);
    const [image] = events.filter((event) => event.type === 'image');
    expect(image).toMatchObject({ pictureId: id, width: 26, crop: { right: 0, bottom: 0 } });
    for (const event of events) {
      if (event.type !== 'method') continue;
      const { raster } = await readPicture(blobPath(folder, event.output.id)!.path);
      expect([raster.width, raster.height]).toEqual([26, 18]);
    }
    const done = events.at(-1);
    if (done?.type !== 'done') throw new Error('not done');
    expect(done.results.images[0]?.methods.map(({ key }) => key)).toEqual(['nearest', 'bilinear', 'nearest#2']);
    expect(done.results.environment.operators).toMatch(/^simd/);
    // A page that keeps what is said is not told it again.
    const brief = await collect(await client.runs.start({ experiment: quick, pictureIds: [id], isBrief: true }));
    expect(brief.filter(({ type }) => type === 'method')).toHaveLength(3);
    expect(brief.at(-1)).toMatchObject({ type: 'done', results: { experiment: quick, images: [] } });
  });

  it('go on after a picture that is gone, and say which', async () => {
    const { id } = await importSmall();
    const events = await collect(await client.runs.start({ experiment: quick, pictureIds: ['gone', id] }));
    expect(events.find(({ type }) => type === 'image-failed')).toMatchObject({
      image: 0,
      failure: { code: 'missing-file' },
    });
    const done = events.at(-1);
    expect(done?.type === 'done' && [done.results.failed.length, done.results.images.length]).toEqual([1, 1]);
  });

  it('refuse to begin with nothing to do', async () => {
    const begin = async (experiment: Experiment, pictureIds: string[]) =>
      collect(await client.runs.start({ experiment, pictureIds }));
    expect((await refusal(begin(quick, []))).message).toBe('Open a picture first.');
    const { id } = await importSmall();
    expect((await refusal(begin({ ...quick, methods: [] }, [id]))).message).toBe('Choose at least one method.');
  });

  it('are cancelled whatever they do, and the next one is right', async () => {
    const { id } = await importSmall();
    const reference = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    for (let round = 0; round < 8; round++) {
      const events = await client.runs.start({ experiment: endless, pictureIds: [id] });
      const first = await events.next();
      const runId = first.done === true ? '' : first.value.runId;
      await new Promise((resolve) => setTimeout(resolve, (round * 37) % 90));
      expect(await client.runs.cancel({ runId })).toEqual({ cancelled: true });
      expect((await collect(events)).at(-1)).toEqual({ type: 'cancelled', runId });
    }
    const again = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    const metrics = (events: RunEvent[]) =>
      events.flatMap((event) => (event.type === 'method' ? [event.result.metrics] : []));
    expect(metrics(again)).toEqual(metrics(reference));
  });

  it('end when their reader ends the iteration', async () => {
    const { id } = await importSmall();
    const events = await client.runs.start({ experiment: endless, pictureIds: [id] });
    await events.next();
    await events.return?.();
    await expect.poll(() => client.runs.latest(), { timeout: 5_000 }).toMatchObject({ running: false });
  });

  it('outlive a lost connection, can be picked up again, and are given up when nobody comes', async () => {
    const { id } = await importSmall();
    const page = connectTo(engine);
    const events = await page.client.runs.start({ experiment: endless, pictureIds: [id] });
    await events.next();
    page.disconnect();
    const latest = await client.runs.latest();
    expect(latest).toMatchObject({ running: true, experiment: endless, pictureIds: [id], files: [] });
    const attached = await client.runs.attach({ runId: latest!.runId });
    expect((await attached.next()).value).toMatchObject({ type: 'started' });
    // Picked up: the time for giving up passes and it still runs.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await client.runs.latest()).toMatchObject({ running: true });
    await client.runs.cancel({ runId: latest!.runId });

    const other = connectTo(engine);
    const lost = await other.client.runs.start({ experiment: endless, pictureIds: [id] });
    await lost.next();
    other.disconnect();
    await expect.poll(() => client.runs.latest(), { timeout: 5_000 }).toMatchObject({ running: false });
  });

  it('do not keep a picture from being opened meanwhile', async () => {
    const { id } = await importSmall();
    const events = await client.runs.start({ experiment: endless, pictureIds: [id] });
    const first = await events.next();
    expect((await importSmall('meanwhile.png')).width).toBe(26);
    if (first.done !== true) await client.runs.cancel({ runId: first.value.runId });
  });

  it('refuse what does not fit into memory, with both numbers', async () => {
    const tight = createEngine({
      folder: join(folder, 'tight'),
      computeWorker,
      samples: null,
      openSample: false,
      log: () => undefined,
      freeMemory: () => 1_000,
    });
    const line = connectTo(tight);
    const { id } = await line.client.pictures.import({ name: 'a.png', bytes: new Uint8Array(writePng(small)) });
    const events = await collect(await line.client.runs.start({ experiment: quick, pictureIds: [id] }));
    expect(events.find(({ type }) => type === 'image-failed')).toMatchObject({ failure: { code: 'too-large' } });
    await tight.dispose();
  });

  it('that nobody knows are refused', async () => {
    for (const call of [client.runs.cancel({ runId: 'x' }), client.runs.export({ runId: 'x', format: 'json' })]) {
      expect(await refusal(call)).toEqual({
        code: 'unavailable',
        message: 'This run is no longer available. Start it again.',
      });
    }
  });
});

describe('export', () => {
  it('makes every format of a finished run', async () => {
    const { id } = await importSmall();
    const events = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    const runId = events[0]!.type === 'started' ? events[0]!.runId : '';
    const begins = {
      html: '<!doctype html>',
      json: '{\n',
      csv: 'file,',
      md: '# ',
      tex: '',
      svg: '<svg',
      zip: 'PK',
    } as const;
    for (const format of ['html', 'json', 'csv', 'md', 'tex', 'svg', 'zip'] as const) {
      const { blob, suggestedName } = await client.runs.export({ runId, format });
      expect(suggestedName).toBe(`upbench-small-x2.${format}`);
      const bytes = readFileSync(blobPath(folder, blob.id)!.path);
      expect(bytes.length).toBe(blob.bytes);
      expect(bytes.toString('latin1').startsWith(begins[format]), format).toBe(true);
      if (format === 'html') expect(bytes.toString('utf8')).toContain('data:image/png');
      if (format === 'zip') expect(Object.keys(unzipSync(bytes))).toContain('small__nearest-2_x2.png');
    }
  });
});

describe('export of floats', () => {
  it('calls arrays what they are, in the archive and in its results', async () => {
    const values = Float32Array.from({ length: 12 * 16 * 3 }, (_, i) => i / 600);
    const bytes = new Uint8Array(formatNpy({ shape: [12, 16, 3], data: values }));
    const { id } = await client.pictures.import({ name: 'floats.npy', bytes });
    const events = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    const runId = events[0]!.type === 'started' ? events[0]!.runId : '';
    const { blob } = await client.runs.export({ runId, format: 'zip' });
    const files = unzipSync(readFileSync(blobPath(folder, blob.id)!.path));
    const pictures = Object.keys(files).filter((name) => name.startsWith('floats__'));
    expect(pictures).toContain('floats__bilinear_x2.npy');
    for (const name of pictures)
      expect(Buffer.from(files[name]!).toString('latin1', 1, 6), name).toBe(
        name.endsWith('.npy') ? 'NUMPY' : 'PNG\r\n',
      );
    const { images } = resultsSchema.parse(JSON.parse(Buffer.from(files['results.json']!).toString('utf8')));
    expect(images[0]!.methods.map(({ output }) => output)).toContain('floats__bilinear_x2.npy');
  });
});

describe('results of several runs', () => {
  const idOf = (events: readonly RunEvent[]): string => (events[0]?.type === 'started' ? events[0].runId : '');
  const methodsOf = (events: readonly RunEvent[]) =>
    events.flatMap((event) => (event.type === 'method' ? [event] : []));

  it('measures outputs that are there anew when only the protocol changed, to the same numbers', async () => {
    const { id } = await importSmall();
    const timed = { ...quick, timing: { samples: 2, budgetMs: 5 } };
    const first = await collect(await client.runs.start({ experiment: timed, pictureIds: [id] }));
    const other: Experiment = { ...timed, protocol: 'sr-paper' };
    const again = await collect(await client.runs.start({ experiment: other, pictureIds: [id], using: [idOf(first)] }));
    // The times are those of the first run: nothing was computed again.
    const times = (events: readonly RunEvent[]) => methodsOf(events).map(({ result }) => result.timing);
    expect(times(again)).toEqual(times(first));
    const whole = await collect(
      await client.runs.start({ experiment: { ...other, seed: 1 }, pictureIds: [id], using: [] }),
    );
    const metrics = (events: readonly RunEvent[]) => methodsOf(events).map(({ result }) => result.metrics);
    expect(metrics(again)).toEqual(metrics(whole));
    expect(metrics(again)).not.toEqual(metrics(first));
    expect(times(whole)).not.toEqual(times(first));
    for (const { output } of methodsOf(again)) expect(existsSync(blobPath(folder, output.id)!.path)).toBe(true);
  });

  it('are one document of what the page still holds true', async () => {
    const { id } = await importSmall();
    const first = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    const changed: Experiment = {
      ...quick,
      methods: [{ id: 'pixel-shuffle', key: 'pixel-shuffle', parameters: { kernelSize: 5 } }],
    };
    const second = await collect(
      await client.runs.start({ experiment: changed, pictureIds: [id], using: [idOf(first)] }),
    );
    const parts = [
      {
        pictureId: id,
        methods: [
          { runId: idOf(first), key: 'bilinear' },
          { runId: idOf(second), key: 'pixel-shuffle' },
        ],
      },
    ];
    const { blob } = await client.runs.export({ runId: idOf(second), format: 'json', parts });
    const { experiment, images } = resultsSchema.parse(
      JSON.parse(readFileSync(blobPath(folder, blob.id)!.path, 'utf8')),
    );
    expect(images.map(({ methods }) => methods.map(({ key }) => key))).toEqual([['bilinear', 'pixel-shuffle']]);
    expect(experiment.methods.map(({ key }) => key)).toEqual(['bilinear', 'pixel-shuffle']);
    expect(images[0]?.methods[1]?.parameters).toMatchObject({ kernelSize: 5 });
  });
});

describe('the report of a run', () => {
  it('says what its author wrote, leaves out what they do not want, and keeps the latest few', async () => {
    const { id } = await importSmall();
    const events = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    const runId = events[0]!.type === 'started' ? events[0]!.runId : '';
    const make = async (title: string): Promise<string> => {
      const report = { title, sections: ['metrics' as const] };
      return (await client.runs.export({ runId, format: 'html', report })).blob.id;
    };
    const first = await make('For the <team>');
    const html = readFileSync(blobPath(folder, first)!.path, 'utf8');
    expect(html).toContain('<h1>For the &lt;team&gt;</h1>');
    expect(html).not.toContain('data:image/png');
    for (let n = 0; n < 8; n++) await make(String(n));
    expect(existsSync(blobPath(folder, first)!.path)).toBe(false);
  });
});

describe('a new engine on the same folder', () => {
  it('knows the pictures that were open', async () => {
    const { id } = await importSmall('kept.png');
    const before = await client.pictures.list();
    disconnect();
    await engine.dispose({ keep: true });
    // What the old one was just opening.
    writeFileSync(join(folder, 'pictures', 'half.source'), 'x');
    open();
    const after = await client.pictures.list();
    expect(after.map((info) => info.id).sort()).toEqual(before.map((info) => info.id).sort());
    expect(existsSync(join(folder, 'pictures', 'half.source'))).toBe(false);
    const events = await collect(await client.runs.start({ experiment: quick, pictureIds: [id] }));
    expect(events.at(-1)).toMatchObject({ type: 'done' });
  });
});
