import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyMethods } from '@core/experiment/keys';
import { defaultExperiment } from '@core/experiment/defaults';
import { runMask, type MaskEvent } from '@core/experiment/masks/run';
import type { MaskPair } from '@core/experiment/masks/pair';
import { DEFAULT_MASKS, type MaskSpec, type Order } from '@core/experiment/masks/schema';
import { imageResult, type Experiment, type ImageResult } from '@core/experiment/schema';
import { say } from '@core/messages';
import { readSamplePng } from '@core/engine/pictures/samplePng';
import { createReferenceOperators } from '@core/ops';
import { npyToTensor, parseNpy } from '@core/tensor/npy';
import { createIndexTensor, createTensor } from '@core/tensor/tensor';
import { parseMethod } from '@core/upsamplers';

const GOLDENS = 'test/goldens/masks';
const array = npyToTensor(parseNpy(readFileSync(`${GOLDENS}/logits.npy`)));
const scores = createTensor([1, ...array.shape], array.data);
const { width, height, data } = readSamplePng(readFileSync(`${GOLDENS}/truth.png`), 'truth.png', 2 ** 20);
const truth = {
  kind: 'labels',
  file: 'truth.png',
  sha256: 't',
  labels: { width, height, data },
  palette: null,
} as const;
const pair: MaskPair = { file: 'logits.npy', sha256: 's', scores, truth, indices: null };

const services = {
  operators: createReferenceOperators(),
  clock: { now: () => 0 },
  checkpoint: () => {},
  weights: { find: () => undefined },
};

function experiment(methods: readonly string[], change: Partial<Experiment> = {}, order: Order = 'logits'): Experiment {
  return {
    ...defaultExperiment(),
    mode: 'masks',
    scale: 8,
    masks: DEFAULT_MASKS,
    timing: { samples: 0, budgetMs: 0 },
    methods: keyMethods(
      methods.map(parseMethod).map(({ id, parameters }) => ({ id, parameters: { ...parameters } })),
    ).map((method) => (order === 'labels' ? { ...method, order } : method)),
    ...change,
  };
}

function run(what: Experiment, on: MaskPair = pair): { image: ImageResult; events: MaskEvent[] } {
  const events: MaskEvent[] = [];
  return { image: runMask(on, what, services, (event) => events.push(event)), events };
}

function numbers({ methods }: ImageResult, index = 0): Record<string, number> {
  return Object.fromEntries(methods[index]!.metrics.map(({ id, value }) => [id, value as number]));
}

interface Golden {
  readonly way: string;
  readonly mode: string;
  readonly alignCorners?: boolean | null;
  readonly accuracy: number;
  readonly miou: number;
  readonly mdice: number;
  readonly boundaryIou: number;
  readonly boundaryDilation: number;
  readonly iou: readonly number[];
}
const { cases } = JSON.parse(readFileSync(`${GOLDENS}/golden.json`, 'utf8')) as { cases: Golden[] };

describe('logits and truth', () => {
  it.each(cases.map((one) => [one.way, one.mode, String(one.alignCorners), one] as const))(
    '%s, %s, alignCorners %s',
    (way, mode, corners, one) => {
      const method = mode === 'bilinear' ? `bilinear:alignCorners=${corners}` : mode;
      const { image } = run(experiment([method], { metrics: [] }, way === 'labels first' ? 'labels' : 'logits'));
      const found = numbers(image);
      for (const [id, wanted] of [
        ...(['accuracy', 'miou', 'mdice'] as const).map((id) => [id, one[id]] as const),
        ['boundary-iou', one.boundaryIou] as const,
      ])
        expect(Math.abs(found[id]! - wanted), id).toBeLessThan(1e-12);
      expect(image.methods[0]!.mask?.boundary.distance).toBe(one.boundaryDilation);
      const perClass = numbers(
        run(experiment([method], { metrics: ['iou'] }, way === 'labels first' ? 'labels' : 'logits')).image,
      );
      one.iou.forEach((wanted, label) => expect(Math.abs(perClass[`iou-${label}`]! - wanted)).toBeLessThan(1e-12));
    },
  );

  it('is a document of the schema', () => {
    const { image } = run(experiment(['bilinear', 'conv-transpose', 'pixel-shuffle', 'nearest-conv', 'nearest']));
    expect(image.failed).toEqual([]);
    expect(imageResult.parse(image)).toEqual(image);
    expect(image.methods.map(({ outputShape }) => outputShape)).toEqual(Array(5).fill([1, 4, 160, 224]));
  });

  it('starts layers with a textbook kernel, which makes them bilinear interpolation', () => {
    const { image } = run(experiment(['bilinear', 'conv-transpose', 'pixel-shuffle']));
    expect(image.methods.map(({ weights }) => weights)).toEqual([undefined, 'bilinear kernel', 'bilinear phases']);
    expect(image.methods[1]!.sameAs).toMatchObject([{ key: 'bilinear', identity: expect.stringContaining('tent') }]);
  });

  it('has no probabilities after labels first, and says so', () => {
    const { image } = run(experiment(['bilinear'], {}, 'labels'));
    expect(image.methods[0]!.unavailable?.map(({ id }) => id)).toEqual(['cross-entropy', 'ece']);
  });

  it.each<[string, Partial<MaskPair>, Partial<Experiment>, Partial<MaskSpec>, string]>([
    [
      'another scale',
      {},
      { scale: 4 },
      {},
      '"truth.png" has 224×160 pixels, but "logits.npy" (28×20) becomes 112×80: scale 8 would fit.',
    ],
    [
      'a truth that is no multiple',
      { scores: createTensor([1, 4, 20, 27]) },
      {},
      {},
      '"truth.png" has 224×160 pixels, but "logits.npy" (27×20) becomes 216×160: size 160,224 (H,W) would fit.',
    ],
    [
      'labels without a class',
      { scores: createTensor([1, 3, 20, 28], array.data.slice(0, 3 * 560)) },
      {},
      {},
      '"truth.png" has the label 3, but "logits.npy" has 3 classes, 0 to 2: if it marks pixels that do not count, --ignore-label 3 leaves them out.',
    ],
    [
      'positions of another shape',
      { indices: { file: 'i.npy', sha256: '', positions: createIndexTensor([1, 1, 20, 28]) } },
      {},
      {},
      'The indices are 1×20×28, but the array to unpool is 4×20×28: one position is needed per value.',
    ],
    [
      'labels as features',
      {},
      {},
      { values: 'features' },
      '"truth.png" holds labels, which feature maps cannot be compared with: give an array [C, H, W] of features.',
    ],
  ])('refuses %s', (_what, change, how, spec, sentence) => {
    const asked = experiment(['bilinear'], { ...how, masks: { ...DEFAULT_MASKS, ...spec } });
    expect(() => run(asked, { ...pair, ...change })).toThrow(sentence);
  });

  it('enlarges to any size by interpolation, and says which methods cannot', () => {
    const labels = { width: 201, height: 150, data: new Int32Array(201 * 150) };
    const odd: MaskPair = { ...pair, truth: { ...truth, labels } };
    const { image } = run(
      experiment(['bilinear', 'nearest', 'bicubic', 'conv-transpose'], { size: { height: 150, width: 201 } }),
      odd,
    );
    expect(image.methods.map(({ outputShape }) => outputShape)).toEqual(Array(3).fill([1, 4, 150, 201]));
    expect(image.failed[0]).toMatchObject({ key: 'conv-transpose', message: expect.stringContaining('201×150') });
    expect(image.failed[0]?.said && say(image.failed[0].said)).toBe(image.failed[0]?.message);
  });

  it('tells probabilities from logits, and measures them without a softmax', () => {
    const plane = 560;
    const soft = createTensor([1, 4, 20, 28]);
    for (let i = 0; i < plane; i++) {
      const row = [0, 1, 2, 3].map((c) => Math.exp(scores.data[c * plane + i]!));
      const sum = row.reduce((a, b) => a + b);
      row.forEach((value, c) => (soft.data[c * plane + i] = value / sum));
    }
    const { image } = run(experiment(['nearest']), { ...pair, scores: soft });
    expect(image.masks?.values).toBe('probabilities');
    expect(image.notes[0]).toMatch(/^Read as probabilities/);
    expect(numbers(image)['cross-entropy']).toBeCloseTo(
      numbers(run(experiment(['nearest'])).image)['cross-entropy']!,
      5,
    );
  });
});

describe('feature maps', () => {
  const big = createTensor(
    [1, 5, 24, 32],
    Float32Array.from({ length: 5 * 24 * 32 }, (_, i) => Math.sin(i * 0.37) * 3),
  );
  const small = createServicesPool(big);
  const features: MaskPair = {
    file: 'f.npy',
    sha256: 's',
    scores: small.output,
    indices: null,
    truth: { kind: 'features', file: 'g.npy', sha256: 't', values: big },
  };

  function createServicesPool(values: typeof big) {
    return services.operators.maxPool2d(values, { kernelSize: 2, stride: 2 });
  }

  it('go through all five families', () => {
    const { image } = run(
      experiment(['conv-transpose', 'bilinear', 'unpooling', 'nearest-conv', 'pixel-shuffle'], {
        scale: 2,
        metrics: [],
      }),
      features,
    );
    expect(image.failed).toEqual([]);
    expect(image.masks?.values).toBe('features');
    for (const [index, { metrics, features: own }] of image.methods.entries()) {
      expect(metrics.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['cosine', 'relative-error', 'channel-checkerboard']),
      );
      expect(own?.channels).toHaveLength(5);
      expect(numbers(image, index)['cosine']).toBeLessThan(1);
    }
  });

  it('unpool with the values and positions of one max-pooling: PyTorch’s pool and unpool', () => {
    const { events } = run(experiment(['unpooling:fill=none,values=pooled'], { scale: 2 }), {
      ...features,
      scores: createTensor([1, 5, 12, 16]),
    });
    const [made] = events.flatMap((event) => (event.type === 'method' ? [event.output.values] : []));
    const wanted = services.operators.maxUnpool2d(small.output, small.indices, { kernelSize: 2, stride: 2 });
    expect([...made!.data]).toEqual([...wanted.data]);
  });

  it('unpool with positions that an encoder recorded, without a reference', () => {
    const given: MaskPair = {
      ...features,
      truth: null,
      indices: { file: 'i.npy', sha256: '', positions: small.indices },
    };
    const what = experiment(['unpooling:fill=none'], { scale: 2, masks: { ...DEFAULT_MASKS, values: 'features' } });
    const { image, events } = run(what, given);
    expect(image.methods[0]!.parameters['indices']).toBe('given');
    expect(image.methods[0]!.excludedFromBest).toBeUndefined();
    const [made] = events.flatMap((event) => (event.type === 'method' ? [event.output.values] : []));
    expect(made!.data.filter((value) => value !== 0)).toHaveLength(small.output.data.length);
    const without = run(what, { ...given, indices: null }).image;
    expect(without.failed[0]?.message).toMatch(/reference/);
  });
});
