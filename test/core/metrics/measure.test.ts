import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_METRICS, measure, measureCheckerboard, measurePair, metrics, protocols } from '@core/metrics';
import { msSsim } from '@core/metrics/msSsim';
import { metricResult } from '@core/experiment/schema';
import type { Raster } from '@core/tensor/raster';
import { makeRaster } from '../../helpers/pictures';

const options = { protocol: 'saved-file', scale: 2 };
const textured = (width: number, height: number, channels: 1 | 3 = 3): Raster =>
  makeRaster({ width, height, channels }, (x, y, c) => (x * 37 + y * 91 + ((x * y) % 23) * 7 + c * 53) % 256);
const shifted = (raster: Raster, by: number): Raster => ({
  ...raster,
  data: Uint8Array.from(raster.data, (value, i) => Math.min(255, Math.max(0, value + (i % 3 === 0 ? by : -by)))),
});
const valueOf = (a: Raster, b: Raster, id: string, more: object = {}): number =>
  Number(measure(a, b, { ...options, regions: ['full'], ids: [id], ...more })[0]?.value);

describe('every metric', () => {
  /** As small as the metric takes, with room around: MS-SSIM needs 161 pixels. */
  const pictureFor = (id: string, channels: 1 | 3 = 3): Raster =>
    id === msSsim.id ? textured(164, 161, channels) : textured(40, 37, channels);

  it.each(metrics.map((metric) => [metric.id, metric] as const))(
    '%s: identical pictures are perfect, exactly',
    (id, metric) => {
      const perfect =
        { psnr: Infinity, 'psnr-y': Infinity, ssimulacra2: 100 }[id as string] ?? (metric.better === 'higher' ? 1 : 0);
      const reference = pictureFor(id);
      expect(valueOf(reference, reference, id)).toBe(perfect);
      const grey = pictureFor(id, 1);
      expect(valueOf(grey, grey, id)).toBe(perfect);
    },
  );

  it.each(metrics.map((metric) => [metric.id, metric] as const))('%s: gets worse with the error', (id, { better }) => {
    const reference = pictureFor(id);
    const slight = valueOf(reference, shifted(reference, 2), id);
    const strong = valueOf(reference, shifted(reference, 20), id);
    if (better === 'higher') expect(strong).toBeLessThan(slight);
    else expect(strong).toBeGreaterThan(slight);
  });

  it.each(metrics.map(({ id }) => id))('%s: says how it was made, and fits the results', (id) => {
    // The interior has to hold MS-SSIM's 161 pixels, too.
    const large = id === msSsim.id ? textured(178, 177) : textured(40, 37);
    const found = measure(large, shifted(large, 3), { ...options, ids: [id] });
    expect(found.map(({ region }) => region)).toEqual(['full', 'interior']);
    for (const result of found)
      expect(metricResult.parse(result).protocol).toContain(
        result.region === 'full' ? 'crop ' : 'interior (8 px left out on every side)',
      );
  });

  it.each(metrics.map(({ id }) => id))('%s: a 16-bit copy of an 8-bit pair has the same value', (id) => {
    const deep = (raster: Raster): Raster => ({
      ...raster,
      bitDepth: 16,
      data: Uint16Array.from(raster.data, (v) => v * 257),
    });
    const reference = pictureFor(id);
    const other = shifted(reference, 5);
    const [a, b] = [valueOf(reference, other, id), valueOf(deep(reference), deep(other), id)];
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.abs(a));
  });

  it.each(metrics.map(({ id }) => id))('%s: stops when it is told to', (id) => {
    let calls = 0;
    const reference = pictureFor(id);
    const stop = (): void => {
      if (++calls === 2) throw new Error('stopped');
    };
    expect(() => measure(reference, shifted(reference, 3), { ...options, ids: [id], checkpoint: stop })).toThrow(
      'stopped',
    );
  });

  it.each(metrics.map(({ id }) => id))('%s: survives the smallest pictures', (id) => {
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [7, 300],
      [11, 11],
    ] as const) {
      const pair = measurePair(textured(width, height), shifted(textured(width, height), 9), { ...options, ids: [id] });
      expect(pair.metrics.length + pair.unavailable.length).toBe(2);
      for (const { value } of pair.metrics) expect(value).not.toBe('NaN');
      for (const { reason } of pair.unavailable) expect(reason).toMatch(/needs at least .*\.$/);
    }
  });
});

describe('measure', () => {
  it('takes the default set and lists all of the full region first', () => {
    const found = measure(textured(40, 40), shifted(textured(40, 40), 3), options);
    expect(found.map(({ id }) => id)).toEqual([...DEFAULT_METRICS, ...DEFAULT_METRICS]);
    expect(found.slice(0, DEFAULT_METRICS.length).every(({ region }) => region === 'full')).toBe(true);
  });

  it('gives the interior its own value, whether from one pass or two', () => {
    const reference = textured(60, 50);
    const picture = shifted(reference, 4);
    const cut = (raster: Raster): Raster =>
      makeRaster({ width: 44, height: 34 }, (x, y, c) => raster.data[((y + 8) * 60 + x + 8) * 3 + c]!);
    for (const id of ['ssim', 'ssim-y', 'psnr-y', 'mse']) {
      const interior = measure(reference, picture, { ...options, ids: [id] })[1]!;
      expect(Number(interior.value)).toBeCloseTo(valueOf(cut(reference), cut(picture), id, { crop: 0 }), 10);
    }
  });

  it('crops, and measures a region of interest, as if the rest were not there', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(9), fc.integer({ min: 12, max: 20 }), (x, y, side) => {
        const reference = textured(30, 30);
        const picture = shifted(reference, 6);
        const roi = { x, y, width: side, height: side };
        const cut = (raster: Raster): Raster =>
          makeRaster({ width: side, height: side }, (cx, cy, c) => raster.data[((cy + y) * 30 + cx + x) * 3 + c]!);
        const [result] = measure(reference, picture, { ...options, ids: ['ssim'], roi, crop: 0 });
        expect(result).toMatchObject({ region: 'roi' });
        expect(result?.protocol).toContain(`region ${side}×${side} at ${x},${y}`);
        expect(Number(result?.value)).toBe(valueOf(cut(reference), cut(picture), 'ssim', { crop: 0 }));
      }),
      { numRuns: 20 },
    );
  });

  it('says in words what was done', () => {
    const [y] = measure(textured(40, 40), textured(40, 40), { ...options, ids: ['psnr-y'] });
    expect(y?.protocol).toBe('PSNR-Y, BT.601 16-235, crop 2, range 255, not rounded');
    const words = protocols.map(
      ({ id }) => measure(textured(40, 40), textured(40, 40), { ...options, protocol: id, ids: ['ssim'] })[0]?.protocol,
    );
    // The two protocols of super-resolution papers differ in Y alone.
    expect(new Set(words).size).toBe(protocols.length - 1);
  });

  it('takes grey for its own Y: PSNR-Y and SSIM-Y are PSNR and SSIM of its own values, and the receipt says so', () => {
    const grey = textured(40, 40, 1);
    const other = shifted(grey, 3);
    const ofY = measure(grey, other, { ...options, ids: ['psnr-y', 'ssim-y'], crop: 2 });
    const own = measure(grey, other, { ...options, ids: ['psnr', 'ssim'], crop: 2 });
    expect(ofY.map(({ value }) => value)).toEqual(own.map(({ value }) => value));
    expect(ofY.map(({ protocol }) => protocol.split(', ').slice(0, 2))).toEqual(
      ['PSNR-Y', 'SSIM-Y', 'PSNR-Y', 'SSIM-Y'].map((title) => [title, 'grey is its own Y']),
    );
  });

  it('compares grey with colour and 8 with 16 bit, and says so', () => {
    const grey = textured(20, 20, 1);
    const deepColour = makeRaster({ width: 20, height: 20, bitDepth: 16 }, (x, y) => grey.data[y * 20 + x]! * 257);
    const pair = measurePair(grey, deepColour, { ...options, ids: ['mse'] });
    expect(pair.metrics[0]?.value).toBe(0);
    expect(pair.notes).toHaveLength(2);
  });

  it.each([
    [{ ids: ['psnrr'] }, /Expected one of mse, mae, .* for metric but received "psnrr"\./],
    [
      { protocol: 'x' },
      /Expected one of saved-file, sr-paper, scikit-image-default, wang-2004, sr-matlab, wang-2004-colour for protocol but received "x"\./,
    ],
    [{ scale: 0 }, 'Expected an integer >= 1 for scale but received 0.'],
    [{ crop: -1 }, 'Expected an integer >= 0 for crop but received -1.'],
    [
      { roi: { x: 5, y: 0, width: 8, height: 2 } },
      'Expected x,y,w,h inside the picture of 12×12 for roi but received "5,0,8,2".',
    ],
  ])('refuses %j', (bad, message) => {
    expect(() => measure(textured(12, 12), textured(12, 12), { ...options, ...bad })).toThrow(message);
  });

  it('refuses pictures of different sizes with both sizes', () => {
    expect(() => measure(textured(12, 12), textured(12, 13), options)).toThrow(
      'the reference is 12×12 and the picture 12×13.',
    );
  });

  it('hands out maps whose mean is the value', () => {
    const reference = textured(60, 50);
    const { maps, metrics: found } = measurePair(reference, shifted(reference, 8), {
      ...options,
      ids: ['flip', 'ssim'],
      maps: ['flip', 'ssim'],
    });
    const [flip, ssim] = maps.map(({ map }) => map);
    expect([flip?.width, flip?.height, ssim?.width, ssim?.height]).toEqual([60, 50, 60, 50]);
    const mean = flip!.data.reduce((sum, value) => sum + value, 0) / flip!.data.length;
    expect(mean).toBeCloseTo(Number(found[0]?.value), 6);
    let inner = 0;
    for (let y = 5; y < 45; y++) for (let x = 5; x < 55; x++) inner += ssim!.data[y * 60 + x]!;
    expect(inner / (50 * 40)).toBeCloseTo(Number(found[1]?.value), 6);
  });
});

describe('checkerboards', () => {
  const flat = makeRaster({ width: 64, height: 48 }, () => 100);
  const checker = makeRaster({ width: 64, height: 48 }, (x, y) => ((x + y) % 2 === 0 ? 102 : 98));

  it('see exactly 2.000 in a checker of +-2', () => {
    expect(valueOf(flat, checker, 'checkerboard')).toBe(2);
    expect(measureCheckerboard(flat, checker, 2)).toMatchObject({
      global: 2,
      local: 2,
      phaseMeans: [
        [2, -2],
        [-2, 2],
      ],
    });
  });

  it('are seen without a reference, too', () => {
    const { global, peak } = measureCheckerboard(null, checker, 2);
    expect(global).toBeNull();
    expect(peak).toMatchObject({ fy: 0.5, fx: 0.5 });
    expect(peak!.decibels).toBeGreaterThan(60);
  });
});
