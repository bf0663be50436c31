import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileShelf } from '@core/engine/runs/outputShelf';
import { bytePairsBy, ssimPlaneBy } from '@core/engine/thread/kernelMetrics';
import { areEqual, differenceOf } from '@core/experiment/compare';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import { memoryShelf } from '@core/experiment/keptOutputs';
import { blocksOf, StopClock } from '@core/experiment/rowBlocks';
import { runPicture, type RunServices } from '@core/experiment/run';
import type { Experiment, ImageResult } from '@core/experiment/schema';
import { createGenerator } from '@core/init';
import { createFastOperators, type Arithmetic } from '@core/kernels';
import { makeSamples, type Raster } from '@core/tensor/raster';
import { resolveParameters, upsamplers, type ParameterValues, type Upsampler } from '@core/upsamplers';
import { testWeights } from '../../helpers/methods';

function noise(width: number, height: number, channels: number, bitDepth: 8 | 16 = 8): Raster {
  const generator = createGenerator(5);
  const data = makeSamples(bitDepth, width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = (2 ** bitDepth - 1) * generator.uniform();
  return { width, height, channels, bitDepth, data };
}

const withKernels = (arithmetic: Arithmetic): RunServices => {
  const operators = createFastOperators({ arithmetic, results: 'shared' });
  return {
    operators,
    tensors: operators,
    toBytes: operators.toBytes,
    weights: testWeights,
    ssimPlane: ssimPlaneBy(operators),
    bytePairs: bytePairsBy(operators),
    clock: { now: () => 0 },
    checkpoint: () => undefined,
  };
};

const methods: [string, ParameterValues][] = [
  ['conv-transpose', {}],
  ['conv-transpose', { kernelSize: 7, padding: 3, outputPadding: 1, border: 'replicate', weights: 'bilinear' }],
  ['conv-transpose', { kernelSize: 3, dilation: 2, padding: 2, outputPadding: 1, weights: 'kaiming' }],
  ['bilinear', {}],
  ['bilinear', { alignCorners: true }],
  ['unpooling', {}],
  ['unpooling', { fill: 'conv', convKernelSize: 9 }],
  ['unpooling', { fill: 'none', indices: 'top-left' }],
  ['unpooling', { values: 'pooled', fill: 'none' }],
  ['nearest-conv', {}],
  ['nearest-conv', { kernelSize: 7, weights: 'kaiming', border: 'replicate' }],
  ['pixel-shuffle', {}],
  ['pixel-shuffle', { kernelSize: 5, weights: 'icnr' }],
  ['nearest', {}],
  ['bicubic', {}],
  ['bicubic', { a: '-0.5' }],
];

/** All that is measured, and every output. */
function everything(raster: Raster, changes: Partial<Experiment>, services: RunServices) {
  const experiment = {
    ...defaultExperiment(),
    methods: keyMethods(methods.map(([id, parameters]) => ({ id, parameters }))),
    timing: { samples: 0, budgetMs: 0 },
    ...changes,
  };
  const outputs: Raster[] = [];
  const picture = { file: 'noise.png', sha256: 'abc', raster, notes: [] };
  const result: ImageResult = runPicture(picture, experiment, services, (event) => {
    if (event.type === 'method') outputs.push(event.output);
  });
  return { result, outputs };
}

describe('rows of a picture on their own', () => {
  it.each([
    ['exact', 'colours', noise(72, 203, 3), { scale: 2 }],
    ['fast', 'colours', noise(72, 203, 3), { scale: 2 }],
    ['exact', 'grey of 16 bits', noise(36, 149, 1, 16), { scale: 4 }],
    ['fast', 'grey', noise(33, 151, 1), { scale: 3 }],
    ['exact', 'no original', noise(24, 61, 3), { scale: 2, mode: 'enlarge' }],
  ] as const)('give what the whole gives: %s, %s', (arithmetic, _what, raster, changes) => {
    const services = withKernels(arithmetic);
    const whole = everything(raster, changes, services);
    const blocks = everything(raster, changes, { ...services, valuesPerBlock: 1 });
    expect(whole.outputs.length).toBeGreaterThan(5);
    expect(blocks.outputs).toEqual(whole.outputs);
    expect(blocks.result).toEqual(whole.result);
  });

  it('are what most methods are content with', () => {
    const context = { scale: 2, channels: 3, hasReference: true, seed: 0 };
    const all: readonly Upsampler[] = upsamplers;
    const inRows = all.filter(
      (upsampler) => (upsampler.rowReach?.(resolveParameters(upsampler, {}, context), context) ?? null) !== null,
    );
    const byDefault = defaultExperiment().methods.map(({ id }) => id);
    expect(inRows.map(({ id }) => id).sort()).toEqual(expect.arrayContaining(byDefault.sort()));
  });

  it('cover the picture once, with their neighbours', () => {
    expect(blocksOf({ height: 100, width: 10, channels: 3, scale: 2 }, 2, 12_000)).toBeNull();
    const blocks = blocksOf({ height: 100, width: 10, channels: 3, scale: 2 }, 2, 3_600)!;
    expect(blocks).toEqual([
      { from: 0, rows: 38, wanted: { from: 0, rows: 36 } },
      { from: 24, rows: 50, wanted: { from: 12, rows: 36 } },
      { from: 60, rows: 40, wanted: { from: 12, rows: 28 } },
    ]);
  });

  it('are timed without what is done between them', () => {
    let time = 0;
    const clock = new StopClock({ now: () => time });
    time += 5;
    expect(clock.apart(() => (time += 100))).toBe(105);
    expect(clock.now()).toBe(5);
  });
});

describe('outputs that are kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upbench-shelf-'));
  mkdirSync(join(folder, 'blobs'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([8, 16] as const)('are the same from the file: %i bits', (bitDepth) => {
    const shelf = new FileShelf(folder, 1000);
    const first = noise(700, 520, 3, bitDepth);
    const second = { ...first, data: first.data.slice() };
    second.data[second.data.length - 1]! ^= 1 << (bitDepth - 1);
    const kept = [first, second].map((raster) => shelf.keep(raster));
    expect(kept[1]!.values(17, 40)).toEqual(second.data.slice(17, 40));
    expect(areEqual(first, kept[0]!)).toBe(true);
    expect(areEqual(first, kept[1]!)).toBe(false);
    expect(differenceOf(first, kept[1]!)).toEqual(differenceOf(first, memoryShelf.keep(second)));
    shelf.close();
    expect(readdirSync(join(folder, 'blobs'))).toEqual([]);
  });

  it('stay in memory where there is no file', () => {
    const shelf = new FileShelf(join(folder, 'none'), 0);
    const raster = noise(5, 5, 3);
    expect(areEqual(raster, shelf.keep(raster))).toBe(true);
    shelf.close();
  });
});
