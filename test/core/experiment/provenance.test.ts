import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { poolingWindow, provenanceOf } from '@core/experiment/provenance';
import { provenancePython } from '@core/experiment/provenancePython';
import { provenanceTorch } from '@core/experiment/provenanceTorch';
import { createReferenceOperators } from '@core/ops';
import { createTensor, type Tensor } from '@core/tensor/tensor';
import { findUpsampler, resolveParameters, upsamplers, type WeightLibrary } from '@core/upsamplers';

const operators = createReferenceOperators();
const library: WeightLibrary = { find: () => undefined };
const [channels, height, width] = [3, 13, 17];
/** [1, 3, H, W] without a pattern. */
const noise = (h: number, w: number, seed: number): Tensor =>
  createTensor(
    [1, channels, h, w],
    Float32Array.from({ length: channels * h * w }, (_, i) => ((i * 7919 + seed * 104_729) % 1009) / 1009),
  );

function ready(id: string, given: Record<string, number | string | boolean>, scale: number) {
  const context = { scale, channels, hasReference: true, seed: 0 };
  const upsampler = findUpsampler(id);
  const parameters = resolveParameters(upsampler, given, context);
  return { upsampler, parameters, context, weights: upsampler.makeWeights(parameters, context, library) };
}

const CASES: readonly (readonly [string, Record<string, number | string | boolean>, number])[] = [
  ['nearest', {}, 2],
  ['bilinear', {}, 2],
  ['bilinear', { alignCorners: true }, 3],
  ['bicubic', {}, 4],
  ['conv-transpose', { kernelSize: 3, padding: 0, outputPadding: 0, weights: 'bilinear' }, 2],
  ['conv-transpose', { kernelSize: 6, stride: 2, padding: 2, weights: 'kaiming', bias: true }, 2],
  ['conv-transpose', { weights: 'bilinear', border: 'zeros' }, 2],
  ['nearest-conv', { kernelSize: 5, weights: 'kaiming', groups: 'dense' }, 2],
  ['pixel-shuffle', { kernelSize: 3, weights: 'kaiming' }, 3],
  ['unpooling', {}, 2],
  ['unpooling', { fill: 'none' }, 2],
];

describe.each(CASES)('%s %o x%i', (id, given, scale) => {
  let method: ReturnType<typeof ready>;
  try {
    method = ready(id, given, scale);
  } catch (error) {
    it('can be made', () => {
      throw error;
    });
    return;
  }
  const image = noise(height, width, 1);
  const reference = noise(height * scale, width * scale, 2);
  const output = method.upsampler.run(operators, { image, reference, scale }, method.parameters, method.weights);
  const [, , rows = 1, columns = 1] = output.shape;

  it('adds up to the output everywhere, at the border too', () => {
    for (const [y, x] of [
      [0, 0],
      [1, columns - 1],
      [rows - 1, 3],
      [Math.floor(rows / 2), Math.floor(columns / 2)],
      [Math.floor(rows / 2) + 1, Math.floor(columns / 3)],
    ] as const) {
      for (const channel of [0, 2]) {
        const request = { ...method, image, reference, channel, y, x };
        const { taps, sum, bias, output: own } = provenanceOf(request, operators, () => undefined);
        const stored = output.data[(channel * rows + y) * columns + x]!;
        expect(own).toBeCloseTo(stored, 6);
        expect(sum).toBeCloseTo(stored, 4);
        expect(taps.reduce((total, { product }) => total + product, bias)).toBeCloseTo(sum, 6);
        for (const tap of taps) {
          expect(tap.value).toBe(image.data[(tap.channel * height + tap.y) * width + tap.x]);
          expect(tap.product).toBeCloseTo(tap.weight * tap.value, 9);
        }
      }
    }
  });
});

describe('the taps of methods that are known by heart', () => {
  const at = (id: string, given: Record<string, number | string | boolean>, y: number, x: number) => {
    const method = ready(id, given, 2);
    const image = noise(height, width, 1);
    const request = { ...method, image, reference: noise(26, 34, 2), channel: 1, y, x };
    return provenanceOf(request, operators, () => undefined).taps;
  };
  it('are one for nearest, and 1, 3, 3, 9 sixteenths for bilinear at x2', () => {
    expect(at('nearest', {}, 9, 10)).toMatchObject([{ channel: 1, y: 4, x: 5, weight: 1 }]);
    expect(at('bilinear', {}, 9, 10).map(({ y, x, weight }) => [y, x, Math.round(weight * 16)])).toEqual([
      [4, 4, 3],
      [4, 5, 9],
      [5, 4, 1],
      [5, 5, 3],
    ]);
  });
  it('are 1, 2, 2 or 4 for a transposed convolution of kernel 3 and stride 2', () => {
    const counts = [0, 1].flatMap((py) =>
      [0, 1].map(
        (px) =>
          at('conv-transpose', { kernelSize: 3, padding: 1, outputPadding: 1, weights: 'constant' }, 8 + py, 8 + px)
            .length,
      ),
    );
    expect(counts).toEqual([1, 2, 2, 4]);
  });
});

it('finds the largest of a pooling window, the first of equals', () => {
  const reference = createTensor([1, 1, 2, 4], Float32Array.from([1, 5, 7, 7, 5, 2, 7, 0]));
  const shape = { kernelSize: 2, stride: 2 };
  expect(poolingWindow(reference, { channel: 0, y: 0, x: 0 }, shape)).toEqual({
    values: [
      [1, 5],
      [5, 2],
    ],
    index: 1,
  });
  expect(poolingWindow(reference, { channel: 0, y: 0, x: 1 }, shape).index).toBe(0);
});

it('knows every method of the registry', () => {
  const covered = new Set(CASES.map(([id]) => id));
  for (const { id, onRequest } of upsamplers) if (!onRequest) expect(covered).toContain(id);
});

describe('beyond the border', () => {
  const beyondAt = (id: string, given: Record<string, number | string | boolean>, y: number, x: number) => {
    const method = ready(id, given, 2);
    const image = noise(height, width, 1);
    const request = { ...method, image, reference: noise(26, 34, 2), channel: 1, y, x };
    return { image, ...provenanceOf(request, operators, () => undefined) };
  };
  it('stands what the rule of the method puts there', () => {
    const { image, beyond } = beyondAt('bilinear', {}, 0, 9);
    expect(beyond?.rule).toBe('replicate');
    expect(beyond?.taps.map(({ y, x, value }) => [y, x, value])).toEqual([
      [-1, 4, image.data[(height + 0) * width + 4]],
      [-1, 5, image.data[(height + 0) * width + 5]],
    ]);
    const zeros = beyondAt('conv-transpose', { weights: 'bilinear', border: 'zeros' }, 0, 0).beyond;
    expect(zeros?.rule).toBe('zeros');
    expect(zeros?.taps.map(({ value }) => value)).toEqual([0, 0, 0]);
  });
  it('is nothing where the kernel stays inside', () => {
    expect(beyondAt('bilinear', {}, 9, 9).beyond).toBeNull();
    expect(beyondAt('nearest', {}, 0, 0).beyond).toBeNull();
  });
  it('is not said where no rule explains the weights', () => {
    const { beyond } = beyondAt('bilinear', { alignCorners: true }, 0, 1);
    expect(beyond).toBeNull();
  });
});

const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import numpy']).status === 0,
);
it.skipIf(python === undefined)('Python makes the stored value again from what is copied', () => {
  const programs = CASES.flatMap(([id, given, scale]) => {
    const method = ready(id, given, scale);
    const image = noise(height, width, 1);
    const reference = noise(height * scale, width * scale, 2);
    return [0, 11].flatMap((at) => {
      const place = { channel: 2, y: at, x: at + 1 };
      const { taps, bias, output } = provenanceOf(
        { ...method, image, reference, ...place },
        operators,
        () => undefined,
      );
      const own = taps.map((tap) => ({ ...tap, value: tap.value * 255 }));
      const about = { method: id, parameters: method.parameters, scale, taps: own, bias: bias * 255, torch: [] };
      const whole = Math.max(0, Math.min(255, Math.floor(output * 255 + 0.5)));
      // Whole numbers are only as sure as the sum is away from a half.
      const isSure = Math.abs(((output * 255 + 0.5) % 1) - 0.5) < 0.49;
      const floats = provenancePython({ ...about, ...place, white: null, stored: output * 255 });
      return isSure ? [floats, provenancePython({ ...about, ...place, white: 255, stored: whole })] : [floats];
    });
  });
  expect(programs.length).toBeGreaterThan(2 * CASES.length);
  const ran = spawnSync(python!, ['-'], { input: programs.join('\n'), encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  expect(ran.status).toBe(0);
  // It is a check: another value is refused.
  const wrong = programs
    .at(-1)!
    .replace(/assert output == (\d+)/, (_, value) => `assert output == ${Number(value) + 1}`);
  expect(spawnSync(python!, ['-'], { input: wrong, encoding: 'utf8' }).status).toBe(1);
});

const torchPython = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import torch']).status === 0,
);
describe('the layer itself, in what is copied', () => {
  const whites = [255, 1];
  const programs = CASES.flatMap(([id, given, scale]) => {
    const method = ready(id, given, scale);
    const image = noise(height, width, 1);
    const reference = noise(height * scale, width * scale, 2);
    return [0, 11].map((at, i) => {
      const white = whites[i]!;
      const place = { channel: 2, y: at, x: at + 1 };
      const { taps, bias, output, patch } = provenanceOf(
        { ...method, image, reference, ...place },
        operators,
        () => undefined,
      );
      return {
        id,
        text: provenancePython({
          ...place,
          method: id,
          parameters: method.parameters,
          scale,
          taps: taps.map((tap) => ({ ...tap, value: tap.value * white })),
          bias: bias * white,
          white: null,
          stored: output * white,
          torch: provenanceTorch({ ...method, patch, ...place, white }),
        }),
      };
    });
  });

  it('is there for every method, with its weights, on a part of the picture only', () => {
    for (const { text } of programs) expect(text).toContain('import torch');
    const { text } = programs.find(({ id }) => id === 'pixel-shuffle')!;
    expect(text).toContain("weights['weight'] = torch.tensor([");
    expect(text).toContain('layer.load_state_dict(weights)');
    expect(text).not.toContain('load_file');
  });

  it.skipIf(torchPython === undefined)('gives the sum of the products with PyTorch', () => {
    const ran = spawnSync(torchPython!, ['-'], {
      input: programs.map(({ text }) => text).join('\n'),
      encoding: 'utf8',
    });
    expect(ran.stderr).toBe('');
    expect(ran.stdout.match(/PyTorch/g)).toHaveLength(programs.length);
    // It is a check: with another weight the layer is refused.
    const { text } = programs.find(({ id }) => id === 'conv-transpose')!;
    const wrong = text.replace(
      'layer.load_state_dict(weights)',
      "weights['weight'] += 0.1; layer.load_state_dict(weights)",
    );
    expect(spawnSync(torchPython!, ['-'], { input: wrong, encoding: 'utf8' }).status).toBe(1);
  });
});
