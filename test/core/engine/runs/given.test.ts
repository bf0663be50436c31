import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GivenForPictures, RunEvent } from '@core/engine/contract/contract';
import { blobPath } from '@core/engine/host/blobPath';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { writePng } from '@core/engine/pictures/png';
import { openSession } from '@core/engine/runs/sessionFile';
import { defaultExperiment } from '@core/experiment/defaults';
import { imageResultOf } from '@core/experiment/facts';
import { imageResult, type Experiment, type ImageResult } from '@core/experiment/schema';
import { builtEngine } from '../../../helpers/buildEngine';
import { connectTo, type Client } from '../../../helpers/engineClient';
import { makeRaster } from '../../../helpers/pictures';

let folder: string;
let engine: Engine;
let client: Client;

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  folder = mkdtempSync(join(tmpdir(), 'upbench-given-'));
  engine = createEngine({ folder, computeWorker, samples: null, openSample: false, log: () => undefined });
  ({ client } = connectTo(engine));
}, 180_000);
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const original = makeRaster({ width: 25, height: 18 }, (x, y, c) => (x * 9 + y * 5 + c * 60) % 256);
const output = makeRaster({ width: 24, height: 18 }, (x, y, c) => (x * 9 + y * 5 + c * 60 + (x % 3)) % 256);
const low = makeRaster({ width: 12, height: 9 }, (x, y, c) => (x * 18 + y * 10 + c * 60) % 256);
const experiment: Experiment = {
  ...defaultExperiment(),
  methods: [
    { id: 'nearest', key: 'nearest', parameters: {} },
    { id: 'candidate', key: 'mine', parameters: {}, given: { macs: 5 } },
  ],
  timing: { samples: 0, budgetMs: 0 },
};
const open = (name: string, raster: typeof original, isAside = false) =>
  client.pictures.import({ name, bytes: new Uint8Array(writePng(raster)), isAside });

async function run(asked: Experiment, pictureId: string, given: GivenForPictures): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of await client.runs.start({ experiment: asked, pictureIds: [pictureId], ...given }))
    events.push(event);
  return events;
}
function imageOf(events: readonly RunEvent[]): ImageResult {
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error(`The run ended with ${done?.type}.`);
  return done.results.images[0]!;
}

describe('files that were given for a picture', () => {
  it('are measured, stay through other protocols and exports, and travel in sessions', async () => {
    const [picture, mine, small] = [
      await open('own.png', original),
      await open('own_mine.png', output, true),
      await open('ownx2.png', low, true),
    ];
    expect([picture, mine, small].map(({ isAside = false }) => isAside)).toEqual([false, true, true]);
    const given = {
      candidates: [{ pictureId: picture.id, key: 'mine', fileId: mine.id }],
      low: [{ pictureId: picture.id, fileId: small.id }],
    };
    const pairs: Experiment = { ...experiment, degradation: 'given' };
    const first = await run(pairs, picture.id, given);
    const image = imageOf(first);
    expect(image.low).toMatchObject({ file: 'ownx2.png', width: 12, height: 9 });
    expect(image.methods.map(({ key, candidate, cost }) => [key, candidate?.file, cost?.parameters])).toEqual([
      ['nearest', undefined, 0],
      ['mine', 'own_mine.png', undefined],
    ]);

    // Measured anew, not run anew: everything but the numbers is as it was.
    const again = imageOf(await run({ ...pairs, protocol: 'sr-paper' }, picture.id, given));
    const bare = (of: ImageResult) => ({ ...of, methods: of.methods.map(({ key, candidate }) => [key, candidate]) });
    expect(bare(again)).toEqual(bare(image));

    const started = first.find((event) => event.type === 'started');
    const { blob } = await client.runs.export({
      runId: started!.runId,
      format: 'json',
      parts: [
        {
          pictureId: picture.id,
          methods: ['nearest', 'mine'].map((key) => ({ runId: started!.runId, key })),
        },
      ],
    });
    const exported = JSON.parse(readFileSync(blobPath(folder, blob.id)!.path, 'utf8')) as { images: ImageResult[] };
    expect(bare(exported.images[0]!)).toEqual(bare(image));

    const saved = await client.sessions.save({
      experiment: pairs,
      pictureIds: [picture.id],
      isBundle: true,
      ...given,
    });
    const opened = await openSession(blobPath(folder, saved.blob.id)!.path, folder, [], undefined);
    expect(opened.candidates).toMatchObject([{ name: 'own_mine.png', picture: 'own.png', key: 'mine' }]);
    expect(opened.low).toMatchObject([{ name: 'ownx2.png', picture: 'own.png' }]);
    expect(readFileSync(opened.candidates[0]!.path).equals(writePng(output))).toBe(true);
  });

  it('are named when they are not there', async () => {
    const picture = await open('lone.png', original);
    const events = await run(experiment, picture.id, {});
    expect(events.find((event) => event.type === 'method-failed')).toMatchObject({
      key: 'mine',
      message: 'There is no finished output "mine" of this picture.',
    });
    const pairs = await run({ ...experiment, degradation: 'given' }, picture.id, {});
    expect(pairs.find((event) => event.type === 'image-failed')).toMatchObject({
      failure: { message: 'Its small picture is not given.' },
    });
  });

  it('are measured again when another file stands under the same name', async () => {
    const picture = await open('two.png', original);
    const [a, b] = [await open('a.png', output), await open('b.png', makeRaster({ width: 24, height: 18 }))];
    const with_ = async (fileId: string, protocol: string) => {
      const given = { candidates: [{ pictureId: picture.id, key: 'mine', fileId }] };
      return imageOf(await run({ ...experiment, protocol }, picture.id, given)).methods[1]?.candidate?.file;
    };
    expect([await with_(a.id, 'saved-file'), await with_(b.id, 'sr-paper')]).toEqual(['a.png', 'b.png']);
  });

  it('may be a picture as well', async () => {
    const picture = await open('both.png', original);
    // Opened twice at once, it is kept once.
    const [aside, again] = await Promise.all([open('both.png', original, true), open('both.png', original, true)]);
    expect(aside.id).not.toBe(picture.id);
    expect(again.id).toBe(aside.id);
    // Nobody looks at it: there is nothing to look at.
    expect(aside.preview.bytes).toBeLessThan(picture.preview.bytes);
    expect(aside.thumbnail.bytes).toBe(aside.preview.bytes);
    const list = await client.pictures.list();
    expect(list.filter(({ name }) => name === 'both.png').map(({ isAside = false }) => isAside)).toEqual([false, true]);
    // Opened once more, it is the picture.
    expect((await open('both.png', original)).id).toBe(picture.id);
  });
});

it('no fact of a picture is left behind when a result is made of an event', () => {
  const whole: Required<ImageResult> = {
    file: 'a.png',
    sha256: 's',
    width: 2,
    height: 2,
    channels: 3,
    bitDepth: 16,
    range: 4095,
    masks: {
      values: 'logits',
      channels: 2,
      input: { width: 1, height: 1 },
      output: { width: 2, height: 2 },
      truth: null,
      palette: [],
    },
    crop: { right: 1, bottom: 0 },
    low: { file: 'l.png', sha256: 't', width: 1, height: 1 },
    input: 'a__input_x2.png',
    notes: ['n'],
    notesSaid: ['n'],
    methods: [],
    failed: [],
  };
  const { input: _input, ...facts } = whole;
  expect(Object.keys(whole).sort()).toEqual(Object.keys(imageResult.shape).sort());
  const event = { ...facts, type: 'image', runId: 'r', reference: null };
  expect(imageResultOf(event, facts)).toEqual(facts);
});
