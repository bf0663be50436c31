import { expect } from 'vitest';
import type { Operators } from '../../core/ops/operators';
import type { IndexTensor, Tensor } from '../../core/tensor/tensor';
import { compareValues, EXACT, type Golden, type Tolerance } from './tolerance';
import { toIndexTensor, toOptions, toTensor, type GoldenCase } from './torchGoldens';

/** Half a unit in the last place of float32 near the values of the smooth cases, as measured on PyTorch itself. */
export const SMOOTH: Tolerance = { atol: 2e-6, rtol: 2e-6 };

export const GOLDEN_FILES = [
  'conv2d',
  'conv_transpose2d',
  'interpolate',
  'max_pool2d',
  'max_unpool2d',
  'pixel_shuffle',
  'composites',
] as const;

type Results = Record<string, Tensor | IndexTensor>;

/** Runs one golden case; the results carry the names of the golden's outputs. */
export function runGolden(operators: Operators, operator: string, golden: GoldenCase): Results {
  const options = toOptions(golden.args);
  // The options of a case are whatever PyTorch was given, wrong ones included.
  const given = options as never;
  const x = toTensor(golden.inputs['x']!);
  const weight = golden.inputs['weight'] && toTensor(golden.inputs['weight']);
  const bias = golden.inputs['bias'] ? toTensor(golden.inputs['bias']) : null;
  const { r, ...rest } = options;
  switch (golden.args['fn'] ?? operator) {
    case 'conv2d':
      return { y: operators.conv2d(x, weight!, bias, given) };
    case 'conv_transpose2d':
      return { y: operators.convTranspose2d(x, weight!, bias, given) };
    case 'interpolate':
      return { y: operators.interpolate(x, given) };
    case 'max_pool2d': {
      const { output, indices } = operators.maxPool2d(x, given);
      return { y: output, indices };
    }
    case 'max_unpool2d':
      return { y: operators.maxUnpool2d(x, toIndexTensor(golden.inputs['indices']!), given) };
    case 'pixel_shuffle':
      return { y: operators.pixelShuffle(x, r as number) };
    case 'pixel_unshuffle':
      return { y: operators.pixelUnshuffle(x, r as number) };
    case 'nearest+conv':
      return { y: operators.nearestConv2d(x, weight!, bias, { ...rest, scaleFactor: r as number }) };
    case 'conv+pixel_shuffle':
      return { y: operators.convPixelShuffle(x, weight!, bias, { ...rest, upscaleFactor: r as number }) };
    default:
      throw new Error(`No way to run ${String(golden.args['fn'])}.`);
  }
}

/** Holds the results against the case: exact, or the float64 run within SMOOTH where there is one. */
export function expectGolden(results: Results, golden: GoldenCase): void {
  const outputs = golden.outputs ?? {};
  for (const [name, result] of Object.entries(results)) {
    const expected = outputs['y64'] && name === 'y' ? outputs['y64'] : outputs[name]!;
    expect(result.shape).toEqual(expected.shape);
    const tolerance = outputs['y64'] ? SMOOTH : EXACT;
    const { failures, message } = compareValues(result.data, expected.data as readonly Golden[], tolerance);
    expect(failures, `${golden.id}\n${message}`).toBe(0);
  }
}
