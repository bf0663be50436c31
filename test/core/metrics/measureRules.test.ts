import { describe, expect, it } from 'vitest';
import { DEFAULT_METRICS, findMetric, findProtocol, measure, measurePair, protocols, type MeasureOptions } from '@core/metrics'; // prettier-ignore
import type { Raster } from '@core/tensor/raster';
import { makeRaster } from '../../helpers/pictures';

const SIDE = 16;
/** How far a pixel is from the border: the error of these pictures, so that every part has its own mean. */
const depth = (x: number, y: number): number => Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y);
const black = makeRaster({ width: SIDE, height: SIDE }, () => 0);
const rings = makeRaster({ width: SIDE, height: SIDE }, depth);
const options: MeasureOptions = { protocol: 'saved-file', scale: 1, ids: ['mae'] };

/** Mean error of the square that is `from` pixels inside of the border. */
function meanFrom(from: number): number {
  let [sum, count] = [0, 0];
  for (let y = from; y < SIDE - from; y++)
    for (let x = from; x < SIDE - from; x++) {
      sum += depth(x, y);
      count++;
    }
  return sum / count;
}
const receiptOf = (where: string): string => `MAE, all channels, ${where}, 0..255 units`;
const found = (more: Partial<MeasureOptions>) =>
  measure(black, rings, { ...options, ...more }).map(({ region, value, protocol }) => [region, value, protocol]);

describe('crop and regions', () => {
  it('the interior stands for the crop as long as it lies deeper', () => {
    const interior = ['interior', meanFrom(4), receiptOf('interior (4 px left out on every side)')];
    expect(found({})).toEqual([['full', meanFrom(0), receiptOf('crop 0')], interior]);
    expect(found({ crop: 2 })).toEqual([['full', meanFrom(2), receiptOf('crop 2')], interior]);
    expect(found({ crop: 4 })).toEqual([['full', meanFrom(4), receiptOf('crop 4')], interior]);
  });

  it('a crop that goes deeper than the interior is taken of both', () => {
    expect(found({ crop: 6 })).toEqual([
      ['full', meanFrom(6), receiptOf('crop 6')],
      ['interior', meanFrom(6), receiptOf('crop 2 of the interior (4 px left out on every side)')],
    ]);
  });

  it('an interior that is not as far in on all sides goes by the nearer one', () => {
    // 8 columns and 5 rows are left out; a crop of 6 takes one more of each.
    const value = (x: number, y: number): number => (x * 5 + y * 3) % 97;
    const [blank, some] = [() => 0, value].map((of) => makeRaster({ width: 64, height: 20 }, of)) as [Raster, Raster];
    let sum = 0;
    for (let y = 6; y < 14; y++) for (let x = 9; x < 55; x++) sum += value(x, y);
    const [, interior] = measure(blank, some, { ...options, scale: 2, crop: 6 });
    expect(interior?.value).toBeCloseTo(sum / (8 * 46), 12);
    expect(interior?.protocol).toBe(
      receiptOf('crop 1 of the interior (8 px left out at left and right, 5 above and below)'),
    );
  });

  it('takes the whole number of a crop out of the receipt', () => {
    const large = makeRaster({ width: 64, height: 64 });
    expect(measure(large, large, { ...options, scale: 4, crop: 12 })[1]?.protocol).toBe(
      receiptOf('interior (16 px left out on every side)'),
    );
  });

  it('gives one region alone when it is asked for one', () => {
    expect(found({ regions: ['full'] })).toEqual([['full', meanFrom(0), receiptOf('crop 0')]]);
    expect(found({ regions: ['interior'] })).toEqual([
      ['interior', meanFrom(4), receiptOf('interior (4 px left out on every side)')],
    ]);
  });

  it('a region of interest takes the place of both, and is cropped itself', () => {
    const roi = { x: 4, y: 4, width: 8, height: 8 };
    expect(found({ roi })).toEqual([['roi', meanFrom(4), `${receiptOf('crop 0')}, region 8×8 at 4,4`]]);
    expect(found({ roi, crop: 2, regions: ['interior'] })).toEqual([
      ['roi', meanFrom(6), `${receiptOf('crop 2')}, region 8×8 at 4,4`],
    ]);
  });

  it('the protocol says the crop where nobody else does', () => {
    const crops = (protocol: string, more: Partial<MeasureOptions> = {}): (string | undefined)[] =>
      measure(black, rings, { protocol, scale: 3, ids: ['mae', 'psnr-y'], regions: ['full'], ...more }).map(
        (result) => /crop \d+/.exec(result.protocol)?.[0],
      );
    expect(crops('saved-file')).toEqual(['crop 0', 'crop 3']);
    expect(crops('sr-paper')).toEqual(['crop 3', 'crop 3']);
    expect(crops('scikit-image-default')).toEqual(['crop 0', 'crop 0']);
    expect(crops('wang-2004')).toEqual(['crop 0', 'crop 0']);
    expect(crops('sr-paper', { crop: 0 })).toEqual(['crop 0', 'crop 0']);
    // Settings go before the named protocol's own.
    expect(crops('saved-file', { settings: protocols[1].settings })).toEqual(['crop 3', 'crop 3']);
  });

  it('what only the interior has no room for is missing there alone', () => {
    const pair = measurePair(black, rings, { ...options, ids: ['ssim', 'mae'], scale: 2 });
    expect(pair.metrics.map(({ id, region }) => `${id} ${region}`)).toEqual(['ssim full', 'mae full', 'mae interior']);
    expect(pair.unavailable).toEqual([
      {
        id: 'ssim',
        region: 'interior',
        said: expect.objectContaining({ code: 'metric-picture-small' }),
        reason: 'SSIM needs at least 11×11 pixels; this picture has 8×8.',
      },
    ]);
  });

  it.each(['gradient-error', 'checkerboard', 'gmsd', 'flip'])(
    '%s of the interior is that of a smaller picture',
    (id) => {
      const inner = makeRaster({ width: 8, height: 8 }, (x, y) => depth(x + 4, y + 4));
      const alone = measure(makeRaster({ width: 8, height: 8 }, () => 0), inner, { ...options, ids: [id], crop: 0 }); // prettier-ignore
      expect(measure(black, rings, { ...options, ids: [id] })[1]?.value).toBeCloseTo(Number(alone[0]?.value), 12);
    },
  );
});

describe('what is handed out', () => {
  it('is complete', () => {
    const only = { ...options, regions: ['full' as const] };
    expect(measure(black, rings, { ...only, ids: ['checkerboard'] })).toEqual([
      {
        id: 'checkerboard',
        unit: '/255',
        better: 'lower',
        region: 'full',
        value: 0,
        receipt: expect.anything(),
        protocol:
          'Checkerboard, RMS of the mean error per 1×1 phase, all channels (root mean square), crop 0, 0..255 units',
      },
    ]);
    expect(measure(black, black, { ...only, ids: ['psnr'] })[0]).toMatchObject({
      value: 'Infinity',
      unit: 'dB',
      better: 'higher',
    });
    expect(measurePair(black, rings, only)).toMatchObject({ unavailable: [], maps: [], notes: [] });
  });

  it('takes the default set for none', () => {
    for (const ids of [undefined, []])
      expect(measure(black, rings, { ...options, ids, regions: ['full'] }).map(({ id }) => id)).toEqual([
        'mse',
        'mae',
        'max-error',
        'psnr',
        'psnr-y',
        'ssim',
        'ssim-y',
        'checkerboard',
      ]);
    expect(DEFAULT_METRICS).toHaveLength(8);
  });

  it('holds the maps that were asked for, of the full region or the region of interest', () => {
    const mapsOf = (more: Partial<MeasureOptions>) =>
      measurePair(black, rings, { ...options, ids: ['ssim', 'flip', 'mae'], ...more }).maps.map(
        ({ id, map }) => `${id} ${map.width}x${map.height}`,
      );
    expect(mapsOf({})).toEqual([]);
    expect(mapsOf({ maps: ['flip', 'mae', 'gmsd'] })).toEqual(['flip 16x16']);
    expect(mapsOf({ maps: ['ssim', 'flip'] })).toEqual(['ssim 16x16', 'flip 16x16']);
    expect(mapsOf({ maps: ['ssim'], roi: { x: 1, y: 2, width: 12, height: 13 } })).toEqual(['ssim 12x13']);
    expect(mapsOf({ maps: ['ssim'], regions: ['interior'] })).toEqual([]);
  });

  it('makes one pass over the pair for all four that are made of the same sums', () => {
    let looks = 0;
    measure(black, rings, { ...options, ids: ['mse', 'mae', 'psnr', 'max-error'], checkpoint: () => void looks++ });
    expect(looks).toBe(1);
  });

  it('leaves the local SSIM to who offers to compute it', () => {
    const [result] = measure(black, rings, {
      ...options,
      ids: ['ssim'],
      regions: ['full'],
      ssimPlane: () => ({ ssim: 0.25, contrastStructure: 1, inner: undefined }),
    });
    expect(result?.value).toBe(0.25);
  });
});

describe('refusals', () => {
  it.each([
    [{ scale: 1.5 }, 'Expected an integer >= 1 for scale but received 1.5.'],
    [{ scale: 0 }, 'Expected an integer >= 1 for scale but received 0.'],
    [{ crop: 0.5 }, 'Expected an integer >= 0 for crop but received 0.5.'],
    [{ crop: -1 }, 'Expected an integer >= 0 for crop but received -1.'],
    [{ crop: 8 }, 'Expected at most 7 for 16×16 pixels for crop but received 8.'],
    [
      { crop: 2, roi: { x: 0, y: 0, width: 9, height: 4 } },
      'Expected at most 1 for 9×4 pixels for crop but received 2.',
    ],
    [
      { roi: { x: 9, y: 0, width: 8, height: 1 } },
      'Expected x,y,w,h inside the picture of 16×16 for roi but received "9,0,8,1".',
    ],
    [
      { ids: ['mae', 'mea'] },
      'Expected one of mse, mae, psnr, psnr-y, ssim, ssim-y, ms-ssim, gmsd, flip, ssimulacra2, max-error, gradient-error, checkerboard for metric but received "mea".',
    ],
    [
      { protocol: 'wang' },
      'Expected one of saved-file, sr-paper, scikit-image-default, wang-2004, sr-matlab, wang-2004-colour for protocol but received "wang".',
    ],
  ])('%j', (bad, sentence) => {
    expect(() => measure(black, rings, { ...options, ...bad })).toThrow(
      expect.objectContaining({ code: 'invalid-parameter', message: sentence }) as Error,
    );
  });

  it('takes the largest crop that leaves a pixel', () => {
    const odd = makeRaster({ width: 15, height: 20 });
    expect(measure(odd, odd, { ...options, regions: ['full'], crop: 7 })[0]?.value).toBe(0);
    expect(measure(black, rings, { ...options, regions: ['full'], crop: 7 })[0]?.value).toBe(7);
  });
});

it('finds metrics and protocols by their ids', () => {
  expect(findMetric('gmsd').title.en).toBe('GMSD');
  expect(protocols.map(({ id, title }) => `${id}: ${title.en}`)).toEqual([
    'saved-file: Saved file',
    'sr-paper: Super-resolution paper',
    'scikit-image-default: scikit-image defaults',
    'wang-2004: Wang 2004 (ssim.m)',
    'sr-matlab: Super-resolution paper, MATLAB scripts',
    'wang-2004-colour: Wang 2004 per channel (piq)',
  ]);
  const wang = { window: 'gaussian-11', covariance: 'population', colour: 'mean', downsample: false };
  expect(protocols.map(({ id }) => findProtocol(id).settings)).toEqual([
    { crop: 'metric', roundLuma: false, ssim: wang },
    { crop: 'scale', roundLuma: false, ssim: wang },
    { crop: 'none', roundLuma: false, ssim: { ...wang, window: 'uniform-7', covariance: 'sample' } },
    { crop: 'none', roundLuma: true, ssim: { ...wang, colour: 'grey', downsample: true } },
    { crop: 'scale', roundLuma: true, ssim: wang },
    { crop: 'none', roundLuma: false, ssim: { ...wang, downsample: true } },
  ]);
  for (const { summary } of protocols) expect(summary.en).toMatch(/^[A-Zsp].{30,}\.$/);
});
