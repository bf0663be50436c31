import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComputeThread } from '@core/engine/thread/computeThread';
import { freeMemory } from '@core/engine/thread/memory';
import { writePng } from '@core/engine/pictures/png';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import { runPicture } from '@core/experiment/run';
import type { Experiment, ImageResult } from '@core/experiment/schema';
import { createFastOperators } from '@core/kernels';
import { cancelled } from '@core/tensor/errors';
import { builtEngine } from '../../../helpers/buildEngine';
import { randomFrom } from '../../../helpers/fuzz';
import { testWeights } from '../../../helpers/methods';
import { makeRaster } from '../../../helpers/pictures';

// A run broken off anywhere: it says so, gives its memory back, and the next run is right. `npm run faults` does many.

const CANCELS = Number(process.env['UPBENCH_CANCELS'] ?? 10);
const raster = makeRaster({ width: 40, height: 30 }, (x, y, c) => (x * 9 + y * 5 + c * 60) % 256);
const experiment: Experiment = {
  ...defaultExperiment(),
  methods: keyMethods(
    ['conv-transpose', 'bilinear', 'unpooling', 'nearest-conv', 'pixel-shuffle', 'bicubic'].map((id) => ({
      id,
      parameters: {},
    })),
  ),
  timing: { samples: 0, budgetMs: 0 },
};
const numbers = ({ methods }: ImageResult): unknown => methods.map(({ id, metrics }) => [id, metrics]);

it('stopped at any checkpoint, a run leaves nothing in the memory of the kernels', () => {
  let left = Infinity;
  let passed = 0;
  const checkpoint = (): void => {
    passed++;
    if (left-- <= 0) throw cancelled();
  };
  const operators = createFastOperators({ results: 'shared', checkpoint });
  const services = { operators, tensors: operators, clock: { now: () => 0 }, checkpoint, weights: testWeights };
  const run = (): ImageResult =>
    runPicture({ file: 'p.png', sha256: '', raster, notes: [] }, experiment, services, () => undefined);
  const expected = numbers(run());
  const base = operators.machine.memory.bytesInUse;
  passed = 0;
  run();
  const total = passed;
  expect(total).toBeGreaterThan(20);
  const next = randomFrom(21);
  for (let i = 0; i < CANCELS; i++) {
    const at = Math.floor(next() * total);
    left = at;
    expect(run, `cancelled at checkpoint ${at}`).toThrow(expect.objectContaining({ code: 'cancelled' }));
    expect(operators.machine.memory.bytesInUse, `cancelled at checkpoint ${at} of ${total}`).toBe(base);
  }
  left = Infinity;
  expect(numbers(run())).toEqual(expected);
  expect(operators.machine.memory.bytesInUse).toBe(base);
});

describe('in the computing thread', () => {
  let folder: string;
  let computeWorker: ComputeThread;
  const log: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'upbench-cancel-'));
    writeFileSync(
      join(folder, 'p.png'),
      writePng(makeRaster({ width: 300, height: 200 }, (x, y, c) => (x * y + c) % 256)),
    );
    computeWorker = new ComputeThread((await builtEngine()).computeWorker, (line) => log.push(line));
  });
  afterAll(async () => {
    await computeWorker.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'stopped at any moment, a run ends as cancelled and the next one is right',
    async () => {
      const run = (timing: Experiment['timing']) =>
        computeWorker.run({
          kind: 'run',
          path: join(folder, 'p.png'),
          name: 'p.png',
          folder,
          pictures: 'none',
          experiment: { ...experiment, timing },
          freeBytes: freeMemory(),
        });
      const quick = { samples: 0, budgetMs: 0 };
      const expected = numbers(await run(quick).done);
      const next = randomFrom(22);
      const answers: number[] = [];
      for (let i = 0; i < CANCELS; i++) {
        const job = run({ samples: 1000, budgetMs: 600_000 });
        const end = job.done.then(
          () => 'done',
          (error: unknown) => (error as { code?: string }).code,
        );
        await new Promise((resolve) => setTimeout(resolve, next() * 300));
        const asked = performance.now();
        job.cancel();
        expect(await end).toBe('cancelled');
        answers.push(performance.now() - asked);
        if (i % 25 === 24 || i === CANCELS - 1) expect(numbers(await run(quick).done)).toEqual(expected);
      }
      answers.sort((one, other) => one - other);
      const [half, last] = [answers[answers.length >> 1], answers.at(-1)].map((time) => time?.toFixed(0) ?? '');
      // Told, not asserted: it says as much about the machine.
      if (CANCELS > 10)
        process.stdout.write(
          `${CANCELS} cancels: half answered within ${half} ms, all within ${last} ms; ${log.length} threads ended.\n`,
        );
    },
    60_000 + CANCELS * 2_000,
  );
});
