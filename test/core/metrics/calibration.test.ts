import { describe, expect, it } from 'vitest';
import { calibratePair, calibrationTables, findMetric, publishedValues, type Calibrated } from '@core/metrics';
import { makeRaster } from '../../helpers/pictures';
import { grey } from './tiny';

const publishedOf = (key: string) => publishedValues.find((one) => one.key === key)!;
const row = (key: string, pair: string, ours: number, theirs: number): Calibrated => ({
  published: publishedOf(key),
  pair,
  ours,
  theirs,
  isWithin: true,
  difference: Math.abs(ours - theirs),
});

describe('calibratePair', () => {
  // Differences of 3, -4, 0 and 0.
  const [a, b] = [grey([[10, 20], [30, 40]]), grey([[13, 16], [30, 40]])] as const; // prettier-ignore
  const one = (values: Readonly<Record<string, unknown>>, reference = a, picture = b) =>
    calibratePair({ name: 'pair', shape: [reference.height, reference.width], values }, reference, picture);

  it('sets our value beside each published one, in the order of the list', () => {
    const found = one({ mae: 2, unknown: 7, mse: 6.25, gmsd_piq: 'x' });
    expect(found).toEqual([
      {
        published: publishedOf('mse'),
        pair: 'pair',
        ours: 6.25,
        theirs: 6.25,
        difference: 0,
        isWithin: true,
      },
      {
        published: publishedOf('mae'),
        pair: 'pair',
        ours: 1.75,
        theirs: 2,
        difference: 0.25,
        isWithin: false,
      },
    ]);
  });

  it('takes two infinities for equal, and one of them for wrong', () => {
    expect(one({ psnr: 'Infinity' }, a, a)[0]).toMatchObject({ ours: Infinity, difference: 0, isWithin: true });
    expect(one({ psnr: 40 }, a, a)[0]).toMatchObject({ difference: Infinity, isWithin: false });
  });

  it('allows what each value states: parts of it, or a fixed amount', () => {
    expect(one({ mse: 6.25 * (1 + 0.9e-9) })[0]?.isWithin).toBe(true);
    expect(one({ mse: 6.25 * (1 + 1.2e-9) })[0]?.isWithin).toBe(false);
    const flat = (value: number) => makeRaster({ width: 11, height: 11, channels: 1 }, () => value);
    const luminance = (2 * 50 * 90 + 6.5025) / (50 ** 2 + 90 ** 2 + 6.5025);
    const ssim = (value: number) => one({ ssim_wang_gauss11_valid: value }, flat(50), flat(90))[0]?.isWithin;
    expect([ssim(luminance + 0.9e-6), ssim(luminance - 1.1e-6)]).toEqual([true, false]);
  });

  it("brings piq's GMSD to a variance over N - 1", () => {
    // 6x5 pixels are 3x3 blocks.
    const flat = makeRaster({ width: 5, height: 6, channels: 1 }, () => 9);
    const [found] = one({ gmsd_piq: 0.8 }, flat, flat);
    expect(found?.theirs).toBeCloseTo(0.8 * Math.sqrt(9 / 8), 12);
  });

  it('stops when it is told to', () => {
    const stop = (): void => {
      throw new Error('stopped');
    };
    expect(() => calibratePair({ name: '', shape: [], values: { mse: 1 } }, a, b, stop)).toThrow('stopped');
  });
});

it('every published value is of a metric there is, under a name of its own', () => {
  expect(new Set(publishedValues.map(({ key }) => key)).size).toBe(publishedValues.length);
  for (const { metric } of publishedValues) expect(findMetric(metric).id).toBe(metric);
});

it('the tables say the worst of each value and every pair', () => {
  const lines = calibrationTables([
    row('mse', 'one', 6.25, 6.25),
    row('mse', 'two', 3, 3 + 1e-12),
    row('ssimulacra2_cpp', 'one', 80.126, 80.1),
    row('ssimulacra2_cpp', 'two', 60, 60.0323),
    row('ssimulacra2_cpp', 'three', 50, 50.0123),
    row('psnr', 'two', 48.1308, 48.1309),
  ]).split('\n');
  expect(lines).toEqual([
    '| metric | held against | value | pairs | tolerance | largest difference | at |',
    '|---|---|---|---|---|---|---|',
    '| `mse` | scikit-image | `mse` | 2 | 1e-9 relative | < 1e-10 |  |',
    '| `psnr` | scikit-image | `psnr` | 1 | 1e-9 relative | 0.0001 | two |',
    "| `ssimulacra2` | cloudinary's C++ | `ssimulacra2_cpp` | 3 | 0.05 | 0.032 | two |",
    '',
    "`gmsd_piq`: times sqrt(N/(N-1)): piq divides the variance by N, the authors' MATLAB code and this project by N - 1.",
    '',
    'Every pair, ours / published:',
    '',
    "| pair | PSNR (scikit-image) | PSNR-Y (BasicSR definition) | SSIM (scikit-image, Wang's window) | SSIM (scikit-image, its defaults) | MS-SSIM (pytorch-msssim) | GMSD (piq) | FLIP (NVlabs FLIP) | SSIMULACRA 2 (cloudinary's C++) |",
    '|---|---|---|---|---|---|---|---|---|',
    '| one | – | – | – | – | – | – | – | 80.13 / 80.10 |',
    '| two | 48.13 / 48.13 | – | – | – | – | – | – | 60.00 / 60.03 |',
    '| three | – | – | – | – | – | – | – | 50.00 / 50.01 |',
    '',
  ]);
});
