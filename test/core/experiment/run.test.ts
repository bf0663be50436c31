import { describe, expect, it } from 'vitest';
import { createReferenceOperators } from '@core/ops';
import { createGenerator } from '@core/init';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import { runPicture, type PictureEvent, type RunServices } from '@core/experiment/run';
import {
  experimentSchema,
  imageResult,
  type Experiment,
  type ImageResult,
  type MethodResult,
} from '@core/experiment/schema';
import { cancelled, UpbenchError } from '@core/tensor/errors';
import type { Raster } from '@core/tensor/raster';
import type { ParameterValues } from '@core/upsamplers';
import { testWeights } from '../../helpers/methods';

/** Soft colour noise with edges, so that methods differ and unpooling has something to point at. */
function scene(width: number, height: number, bitDepth: 8 | 16 = 8, channels: 1 | 3 = 3): Raster {
  const generator = createGenerator(99);
  const most = bitDepth === 8 ? 255 : 65535;
  const data = bitDepth === 8 ? new Uint8Array(width * height * channels) : new Uint16Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / channels) % width;
    data[i] = most * (0.2 + 0.4 * generator.uniform() + (x > width / 2 ? 0.3 : 0));
  }
  return { width, height, channels, bitDepth, data };
}

const tent = { weights: 'bilinear' };

let time = 0;
const services: RunServices = {
  operators: createReferenceOperators(),
  clock: { now: () => (time += 1) },
  checkpoint: () => undefined,
  weights: testWeights,
};

function experiment(methods: readonly [string, ParameterValues?][], changes: Partial<Experiment> = {}): Experiment {
  return {
    ...defaultExperiment(),
    methods: keyMethods(methods.map(([id, parameters]) => ({ id, parameters: parameters ?? {} }))),
    timing: { samples: 0, budgetMs: 0 },
    ...changes,
  };
}

function run(
  raster: Raster,
  wanted: Experiment,
  emit: (event: PictureEvent) => void = () => undefined,
  with_: Partial<RunServices> = {},
): ImageResult {
  return runPicture(
    { file: 'scene.png', sha256: 'abc', raster, notes: ['A note.'] },
    wanted,
    { ...services, ...with_ },
    emit,
  );
}

/** Without the codes of the sentences. */
const inEnglish = (same: MethodResult['sameAs']) => same.map(({ identitySaid: _said, ...rest }) => rest);

function find(result: ImageResult, key: string): MethodResult {
  const found = result.methods.find((method) => method.key === key);
  if (!found) throw new Error(`No result for ${key}.`);
  return found;
}

describe('the default experiment', () => {
  it('is a valid document that runs all seven methods', () => {
    expect(experimentSchema.parse(defaultExperiment())).toEqual(defaultExperiment());
    const result = run(scene(17, 14), { ...defaultExperiment(), timing: { samples: 1, budgetMs: 5 } });
    expect(imageResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(JSON.parse(JSON.stringify(result)));
    expect(result.failed).toEqual([]);
    expect(result.methods.map(({ key }) => key)).toEqual([
      'conv-transpose',
      'bilinear',
      'unpooling',
      'nearest-conv',
      'pixel-shuffle',
      'nearest',
      'bicubic',
    ]);
    expect(result).toMatchObject({
      file: 'scene.png',
      sha256: 'abc',
      width: 17,
      height: 14,
      channels: 3,
      bitDepth: 8,
      crop: { right: 1, bottom: 0 },
      notes: ['A note.'],
    });
    for (const method of result.methods) {
      expect(method.outputShape).toEqual([1, 3, 14, 16]);
      expect(method.metrics.some(({ id, region }) => id === 'psnr' && region === 'full')).toBe(true);
      expect(method.timing?.samples).toBeGreaterThan(0);
      expect(method.snippet).toContain('import torch');
    }
  });

  it('badges the transposed convolution, bilinear and pixel shuffle as one function, with the identity', () => {
    const result = run(
      scene(16, 16),
      experiment([['conv-transpose', tent], ['bilinear'], ['pixel-shuffle', tent], ['bicubic']]),
    );
    expect(find(result, 'conv-transpose').sameAs).toEqual([]);
    expect(inEnglish(find(result, 'bilinear').sameAs)).toEqual([
      {
        key: 'conv-transpose',
        identity:
          'both are one transposed convolution: the transposed convolution with these weights (kernel 4, stride 2, padding 1); ' +
          'bilinear interpolation is the transposed convolution with the tent of half-width 2 (kernel 4, stride 2, padding 1) on a replicated border',
      },
    ]);
    expect(find(result, 'pixel-shuffle').sameAs.map(({ key }) => key)).toEqual(['conv-transpose', 'bilinear']);
    expect(find(result, 'bicubic').sameAs).toEqual([]);
  });

  it('gives no badge to the same kernel with another border, and says when only the picture makes outputs equal', () => {
    const borders = run(scene(16, 16), experiment([['bilinear'], ['conv-transpose', { ...tent, border: 'zeros' }]]));
    expect(find(borders, 'conv-transpose').sameAs).toEqual([]);
    const flat: Raster = { ...scene(8, 8), data: new Uint8Array(192).fill(90) };
    const [same] = inEnglish(find(run(flat, experiment([['nearest'], ['bicubic']])), 'bicubic').sameAs);
    expect(same).toEqual({
      key: 'nearest',
      identity: 'equal on this picture, though the two functions differ',
      onThisPictureOnly: true,
    });
    const ramp: Raster = { ...flat, data: flat.data.map((_, index) => index >> 2) };
    const close = run(ramp, experiment([['bilinear'], ['bicubic']]));
    expect(find(close, 'bicubic').sameAs).toEqual([]);
  });
});

describe('one run', () => {
  it('sends the input, progress and every method as they come', () => {
    const events: PictureEvent[] = [];
    run(scene(8, 6), experiment([['nearest'], ['nearest']]), (event) => void events.push(event));
    const [first] = events;
    expect(first).toMatchObject({
      type: 'input',
      facts: { crop: { right: 0, bottom: 0 } },
      reference: { width: 8, height: 6 },
      input: { width: 4, height: 3 },
    });
    expect(
      events
        .filter(({ type }) => type === 'method')
        .map((event) => (event.type === 'method' ? [event.result.key, event.result.title, event.output.width] : [])),
    ).toEqual([
      ['nearest', 'Nearest neighbour a', 8],
      ['nearest#2', 'Nearest neighbour b', 8],
    ]);
    const fractions = events.flatMap((event) => (event.type === 'progress' ? [event.fraction] : []));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
  });

  it('goes on after a method that is refused, and says why', () => {
    const events: PictureEvent[] = [];
    const result = run(
      scene(8, 8),
      experiment([['conv-transpose', { kernelSize: 3 }], ['nothing'], ['bilinear', { scale: 2 }], ['nearest']]),
      (event) => void events.push(event),
    );
    expect(result.methods.map(({ key }) => key)).toEqual(['nearest']);
    expect(result.failed.map(({ key, code }) => [key, code])).toEqual([
      ['conv-transpose', 'size-mismatch'],
      ['nothing', 'invalid-parameter'],
      ['bilinear', 'invalid-parameter'],
    ]);
    expect(result.failed[0]?.message).toContain('outputPadding 1 would fit');
    expect(events.filter(({ type }) => type === 'method-failed')).toHaveLength(3);
  });

  it('ends at once when cancelled', () => {
    let checks = 0;
    const checkpoint = (): void => {
      if (++checks > 4) throw cancelled();
    };
    expect(() =>
      run(scene(8, 8), experiment([['nearest'], ['bilinear'], ['bicubic']]), undefined, { checkpoint }),
    ).toThrow(UpbenchError);
  });

  it('refuses a picture that is too small', () => {
    expect(() => run({ ...scene(1, 1), data: new Uint8Array(3) }, experiment([['nearest']]))).toThrow('at least 2×2');
  });

  it('marks unpooling as using the reference, raw unpooling as dark, zeros as darkening', () => {
    const result = run(
      scene(12, 12),
      experiment([
        ['unpooling'],
        ['unpooling', { fill: 'none' }],
        ['unpooling', { indices: 'top-left' }],
        ['pixel-shuffle', { border: 'zeros', weights: 'kaiming', seed: 2 }],
      ]),
    );
    expect(find(result, 'unpooling').excludedFromBest).toBe('uses positions recorded from the reference');
    expect(find(result, 'unpooling#3').excludedFromBest).toBeUndefined();
    expect(find(result, 'unpooling#2').warnings.join(' ')).toContain('leaves 3 of 4 pixels black');
    expect(find(result, 'pixel-shuffle').warnings.join(' ')).toContain('Zero padding darkens the frame');
    expect(find(result, 'pixel-shuffle').warnings.join(' ')).toContain('random');
    expect(find(result, 'pixel-shuffle').weights).toBe('Kaiming normal (seed 2)');
  });

  it('takes the base seed where a method has none of its own', () => {
    const result = run(
      scene(8, 8),
      experiment(
        [
          ['pixel-shuffle', { weights: 'kaiming' }],
          ['pixel-shuffle', { weights: 'kaiming', seed: 5 }],
        ],
        { seed: 5 },
      ),
    );
    expect(find(result, 'pixel-shuffle').parameters['seed']).toBe(5);
    expect(inEnglish(find(result, 'pixel-shuffle#2').sameAs)).toEqual([
      { key: 'pixel-shuffle', identity: 'the same method with the same parameters and weights' },
    ]);
  });

  it('keeps 16 bit and grey', () => {
    const outputs: Raster[] = [];
    const result = run(scene(12, 12, 16, 1), experiment([['bilinear'], ['conv-transpose', tent]]), (event) => {
      if (event.type === 'method') outputs.push(event.output);
    });
    expect(outputs.map(({ bitDepth, channels }) => [bitDepth, channels])).toEqual([
      [16, 1],
      [16, 1],
    ]);
    expect(find(result, 'conv-transpose').sameAs).toHaveLength(1);
    expect(find(result, 'bilinear').metrics.find(({ id }) => id === 'psnr-y')?.protocol).toContain('grey is its own Y');
  });
});

describe('enlarging without a reference', () => {
  it('compares the methods with one another and measures nothing else', () => {
    const raster = scene(7, 5);
    const events: PictureEvent[] = [];
    const result = run(
      raster,
      experiment([['nearest'], ['bilinear'], ['unpooling'], ['unpooling', { indices: 'top-left' }]], {
        mode: 'enlarge',
        scale: 3,
      }),
      (event) => void events.push(event),
    );
    expect(events[0]).toMatchObject({ type: 'input', reference: null, facts: { crop: { right: 0, bottom: 0 } } });
    expect(events[0]?.type === 'input' && events[0].input).toBe(raster);
    expect(result.failed).toMatchObject([{ key: 'unpooling', code: 'unavailable' }]);
    for (const method of result.methods) {
      expect(method.metrics).toEqual([]);
      expect(method.outputShape).toEqual([1, 3, 15, 21]);
    }
    const [difference] = find(result, 'bilinear').differences ?? [];
    expect(difference?.key).toBe('nearest');
    expect(difference?.meanAbsolute).toBeGreaterThan(0);
    expect(difference?.maximum).toBeGreaterThanOrEqual(difference?.meanAbsolute ?? Infinity);
  });
});

describe('checkerboards in results', () => {
  const soft = scene(48, 48);
  // Waves that every method follows closely: what differs between the phases is the method's own doing.
  const waves: Raster = {
    width: 96,
    height: 96,
    channels: 1,
    bitDepth: 8,
    data: Uint8Array.from({ length: 96 * 96 }, (_, i) => 128 + 90 * Math.sin((i % 96) / 15) * Math.cos(i / 96 / 17)),
  };
  const resultOf = (id: string, parameters: ParameterValues, picture = soft): MethodResult => {
    const [method] = run(picture, experiment([[id, parameters]])).methods;
    if (!method?.checkerboard) throw new Error(`${id} has no checkerboard measures.`);
    return method;
  };

  it('are probed on white as the forecast says, and measured per phase', () => {
    const { checkerboard, forecast, metrics } = resultOf('conv-transpose', {
      kernelSize: 3,
      outputPadding: 1,
      weights: 'box',
    });
    expect(forecast?.level).toBe('uneven');
    checkerboard!.probe!.gain.forEach((row, i) =>
      row.forEach((gain, j) => expect(gain).toBeCloseTo(forecast!.phaseGain![i]![j]!, 5)),
    );
    expect(checkerboard!.probe!.rms).toBeGreaterThan(50);
    const measured = metrics.find(({ id, region }) => id === 'checkerboard' && region === 'full');
    expect(checkerboard!.global).toBeCloseTo(Number(measured?.value), 12);
    expect(checkerboard!.local).toBeGreaterThanOrEqual(checkerboard!.global!);
  });

  it('are there for every method, and without a reference as the probe alone', () => {
    const given: [string, ParameterValues?][] = ['nearest', 'bicubic', 'bilinear', 'nearest-conv', 'pixel-shuffle'].map(
      (id) => [id],
    );
    const { methods } = run(soft, experiment([...given, ['unpooling', { indices: 'top-left' }]], { mode: 'enlarge' }));
    expect(methods).toHaveLength(6);
    for (const { checkerboard } of methods)
      expect(checkerboard).toMatchObject({
        global: null,
        local: null,
        phaseMeans: null,
        probe: {
          gain: [
            [expect.any(Number), expect.any(Number)],
            [expect.any(Number), expect.any(Number)],
          ],
        },
      });
  });

  it('reach from imperfect training into pixel shuffle, and hardly into nearest + convolution', () => {
    const noisy = (id: string, weightNoise: number) =>
      resultOf(id, { kernelSize: 3, weights: 'bilinear', weightNoise, seed: 7 }, waves).checkerboard!;
    expect(noisy('pixel-shuffle', 0).probe!.rms).toBeLessThan(1e-3);
    expect(noisy('pixel-shuffle', 0.05).probe!.rms).toBeGreaterThan(1);
    const calm = noisy('nearest-conv', 0.05);
    expect(calm.probe!.rms).toBeLessThan(1e-3);
    expect(noisy('pixel-shuffle', 0.05).global!).toBeGreaterThan(10 * calm.global!);
  });

  it('come with the reasons for metrics that do not exist here', () => {
    const [method] = run(
      scene(40, 40, 8, 1),
      experiment([['nearest']], { metrics: ['psnr', 'psnr-y', 'ms-ssim'] }),
    ).methods;
    expect(method?.metrics.map(({ id }) => id)).toEqual(['psnr', 'psnr-y', 'psnr', 'psnr-y']);
    expect(method?.unavailable?.map(({ id, region }) => `${id} ${region}`)).toEqual([
      'ms-ssim full',
      'ms-ssim interior',
    ]);
    expect(method?.unavailable?.[0]?.reason).toContain('161×161');
  });
});
