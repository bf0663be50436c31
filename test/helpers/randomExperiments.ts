import fc from 'fast-check';
import type { Raster } from '@core/tensor/raster';
import { metrics, protocols } from '@core/metrics';
import { upsamplers } from '@core/upsamplers';
import { makeRaster } from './pictures';

/** One to four pictures, methods with parameters, and everything else that an experiment fixes, all of them random. */
export interface RandomExperiment {
  readonly pictures: readonly Raster[];
  readonly args: readonly string[];
}

type Value = (x: number, y: number, c: number) => number;

/** What a picture shows, as shares of white. */
const contents = fc.oneof(
  fc.constant<Value>(() => 0),
  fc.double({ min: 0, max: 1, noNaN: true }).map(
    (level): Value =>
      () =>
        level,
  ),
  fc.integer({ min: 1, max: 4 }).map(
    (size): Value =>
      (x, y) =>
        (Math.floor(x / size) + Math.floor(y / size)) % 2,
  ),
  fc.integer({ min: 1, max: 2 ** 31 }).map((seed): Value => (x, y, c) => {
    const mixed = Math.imul(
      seed ^ Math.imul(x + 1, 73856093) ^ Math.imul(y + 1, 19349663) ^ (c * 83492791),
      0x5bd1e995,
    );
    return (((mixed ^ (mixed >>> 15)) >>> 0) % 4096) / 4095;
  }),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).map(
    ([a, b]): Value =>
      (x, y, c) =>
        (Math.sin((a * x + b * y) / 20 + c) + 1) / 2,
  ),
  fc.integer({ min: 1, max: 40 }).map(
    (width): Value =>
      (x, y, c) =>
        Math.min(1, (x + y + c) / width),
  ),
);

const side = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 4, arbitrary: fc.integer({ min: 10, max: 34 }) },
);

const picture: fc.Arbitrary<Raster> = fc
  .record({
    width: side,
    height: side,
    channels: fc.constantFrom(1 as const, 3 as const),
    bitDepth: fc.constantFrom(8 as const, 8 as const, 16 as const),
    alpha: fc.constantFrom(false, false, true),
    content: contents,
  })
  .map(({ content, ...size }) => {
    const white = size.bitDepth === 8 ? 255 : 65535;
    return makeRaster(size, (x, y, c) => Math.round(content(x, y, c) * white));
  });

/** Methods that are made of a list of steps have a text of their own; the others have parameters that can be drawn. */
const METHODS = upsamplers.filter(({ parameters }) => parameters.every(({ kind }) => kind !== 'text'));

const method: fc.Arbitrary<string> = fc.constantFrom(...METHODS).chain(({ id, parameters }) => {
  const values = parameters.flatMap((parameter) => {
    const { name } = parameter;
    if (parameter.kind === 'integer') {
      // Near the small end, where layers fit.
      const most = Math.min(parameter.max, parameter.min + 6);
      return [fc.integer({ min: parameter.min, max: most }).map((value) => `${name}=${value}`)];
    }
    if (parameter.kind === 'number')
      return [fc.constantFrom(parameter.min, parameter.max).map((value) => `${name}=${value}`)];
    if (parameter.kind === 'boolean') return [fc.boolean().map((value) => `${name}=${String(value)}`)];
    if (parameter.kind === 'choice') {
      // Weights from files and fits need what is not here.
      const choices = parameter.choices.map(({ value }) => value);
      const plain = choices.filter((choice) => !/^(file|fitted)/.test(choice));
      return plain.length === 0 ? [] : [fc.constantFrom(...plain).map((value) => `${name}=${value}`)];
    }
    return [];
  });
  const some = fc
    .tuple(...values.map((value) => fc.option(value, { freq: 2 })))
    .map((drawn) => drawn.filter((one) => one !== null));
  return some.map((drawn) => (drawn.length === 0 ? id : `${id}:${drawn.join(',')}`));
});

export const randomExperiments: fc.Arbitrary<RandomExperiment> = fc
  .record({
    pictures: fc.array(picture, { minLength: 1, maxLength: 4 }),
    scale: fc.constantFrom(2, 2, 3, 4),
    methods: fc.array(method, { minLength: 1, maxLength: 4 }),
    plain: fc.boolean(),
    protocol: fc.constantFrom(...protocols.map(({ id }) => id)),
    metrics: fc.option(
      fc.subarray(
        metrics.map(({ id }) => id),
        { minLength: 1, maxLength: 5 },
      ),
    ),
    degradation: fc.constantFrom('area', 'bicubic'),
    mode: fc.constantFrom('reference', 'reference', 'reference', 'enlarge'),
    seed: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ pictures, scale, methods, plain, protocol, metrics: ids, degradation, mode, seed }) => ({
    pictures,
    args: [
      '--scale',
      String(scale),
      '--methods',
      plain ? 'nearest,bilinear,bicubic' : 'none',
      ...methods.flatMap((one) => ['--method', one]),
      '--protocol',
      protocol,
      '--degradation',
      degradation,
      '--mode',
      mode,
      '--seed',
      String(seed),
      ...(ids === null ? [] : ['--metrics', ids.join(',')]),
      '--samples',
      '0',
    ],
  }));
