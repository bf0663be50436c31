import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingAnswer } from '@core/engine/pictures/trainingPicture';
import { trainOn } from '@core/engine/weights/trainingThreads';
import type { TrainingLayer } from '@core/experiment/training';
import { createReferenceOperators } from '@core/ops';
import { cancelled } from '@core/tensor/errors';
import { findUpsampler, resolveParameters } from '@core/upsamplers';
import { makePictures } from '../../../helpers/batch';
import { builtEngine } from '../../../helpers/buildEngine';

let workerUrl: URL;
let folder: string;
beforeAll(async () => {
  workerUrl = new URL('./trainingWorker.js', (await builtEngine()).computeWorker);
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
  makePictures(folder, 7, 4);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context = { scale: 2, channels: 3, hasReference: true } as const;
const layer: TrainingLayer = {
  id: 'pixel-shuffle',
  scale: 2,
  channels: 3,
  degradation: 'area',
  parameters: resolveParameters(findUpsampler('pixel-shuffle'), { kernelSize: 3, groups: 'dense' }, context),
};
const pictures = () => [1, 2, 3, 4, 5, 6, 7].map((n) => ({ path: join(folder, `p000${n}.png`), name: `p000${n}.png` }));

async function all(threads: number, url = workerUrl, checkpoint = (): void => undefined) {
  const services = { operators: createReferenceOperators(checkpoint), checkpoint };
  const answers: TrainingAnswer[] = [];
  for await (const answer of trainOn(layer, pictures(), { services, now: () => 0, threads, workerUrl: url }))
    answers.push(answer);
  return answers;
}
const sums = (answers: readonly TrainingAnswer[]) =>
  answers.map((answer) =>
    answer.type === 'trained' ? { sha256: answer.trained.sha256, ...answer.trained.moments } : answer,
  );

describe('training pictures on several threads', () => {
  it('gives the sums of one thread to the last bit, in the order of the pictures, faults in their place', async () => {
    const alone = sums(await all(1));
    expect(alone.map((each) => ('rows' in each ? each.rows : each.fault.code))).toEqual([
      96,
      96,
      96,
      'unsupported-file',
      96,
      96,
      96,
    ]);
    expect(sums(await all(3))).toEqual(alone);
  });

  it('stops when it is told to', async () => {
    let looks = 0;
    const stopping = (): void => {
      if (++looks > 2) throw cancelled();
    };
    await expect(all(2, workerUrl, stopping)).rejects.toThrow('Cancelled');
  });

  it('ends when its threads cannot work, and does not wait for them', async () => {
    const broken = join(folder, 'broken.mjs');
    writeFileSync(broken, 'throw new Error("no such thread");\n');
    await expect(all(2, new URL(`file://${broken}`))).rejects.toThrow('no such thread');
  });
});
