import { describe, expect, it } from 'vitest';
import { DISPUTED_METRICS, explainDifferences, type WhyOptions } from '@core/metrics';
import { makeRaster } from '../../helpers/pictures';

const SIDE = 10;
const isBorder = (x: number, y: number): boolean => Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) < 2;
const black = makeRaster({ width: SIDE, height: SIDE }, () => 0);
/** Wrong by 3 in a border of two pixels (64 of them) and by 1 inside (36). */
const framed = makeRaster({ width: SIDE, height: SIDE }, (x, y) => (isBorder(x, y) ? 3 : 1));
const one = makeRaster({ width: SIDE, height: SIDE }, () => 1);

const answer = (picture: typeof framed, id: string, more: Partial<WhyOptions> = {}) =>
  explainDifferences(black, picture, { scale: 2, ids: [id], ...more })[0]!;

// PSNR of the whole: 10 log10(65025 / 6.12) = 40.26; without the border 10 log10(65025) = 48.13; 7.87 apart.
const PAPER = 'Super-resolution paper gives 48.13, +7.87, because it leaves out 2 px on every side (+7.87).';

describe('explanations', () => {
  it('of PSNR: the crop alone, in one sentence', () => {
    const { rows, explanations } = answer(framed, 'psnr');
    expect(rows.map(({ value }) => value.toFixed(2))).toEqual(['40.26', '48.13', '40.26', '40.26']);
    expect(rows.map(({ protocol, title }) => `${protocol}: ${title}`)).toEqual([
      'saved-file: Saved file',
      'sr-paper: Super-resolution paper',
      'scikit-image-default: scikit-image defaults',
      'wang-2004: Wang 2004 (ssim.m)',
    ]);
    expect(rows[1]?.words).toBe('PSNR, all channels, crop 2, range 255');
    expect(explanations).toEqual([PAPER]);
  });

  it('go from the protocol in question to the others', () => {
    expect(answer(framed, 'psnr', { protocol: 'sr-paper' }).explanations).toEqual([
      'Saved file gives 40.26, -7.87, because it leaves out 2 px on every side for the Y metrics alone (-7.87).',
      'scikit-image defaults gives 40.26, -7.87, because it looks at the whole picture (-7.87).',
      'Wang 2004 (ssim.m) gives 40.26, -7.87, because it looks at the whole picture (-7.87).',
    ]);
  });

  it('of PSNR-Y: rounding, in both directions', () => {
    // One level of grey is 219/255 of Y, and 1 when rounded: 49.45 and 48.13.
    expect(answer(one, 'psnr-y').explanations).toEqual([
      'Wang 2004 (ssim.m) gives 48.13, -1.32, because it rounds Y (-1.32).',
    ]);
    expect(answer(one, 'psnr-y', { protocol: 'wang-2004' }).explanations).toEqual([
      'Saved file gives 49.45, +1.32, because it does not round Y (+1.32).',
      'Super-resolution paper gives 49.45, +1.32, because it does not round Y (+1.32).',
      'scikit-image defaults gives 49.45, +1.32, because it does not round Y (+1.32).',
    ]);
  });

  it('name the stronger of two reasons first', () => {
    // Y of 3 levels is 2.5765, rounded 3. The crop moves by 7.87 dB; rounding from the cropped picture by 1.32.
    const sentence = answer(framed, 'psnr-y').explanations[1];
    expect(sentence).toBe(
      'Wang 2004 (ssim.m) gives 40.26, -9.19, because it looks at the whole picture (-7.87) and rounds Y (-1.32).',
    );
  });

  it('whatever the order they are asked in', () => {
    // Five pixels of the border are wrong by 2, all others by 1: rounding moves more than the crop.
    const faint = makeRaster({ width: SIDE, height: SIDE }, (x, y) => (x === 0 && y < 5 ? 2 : 1));
    expect(answer(faint, 'psnr-y').explanations[1]).toMatch(
      /^Wang 2004 .*, because it rounds Y \(-1\.32\) and looks at the whole picture \(-0\.61\)\.$/,
    );
  });

  it('of what no single thing explains', () => {
    // 85 levels are 73 of Y exactly, 86 are 73.8588 or 74 when rounded. 9 of the 36 pixels inside have 86, and 29 of all
    // 100: the crop alone moves by .0041 dB and the rounding alone by .0042, less than half a digit each, both by .0090.
    const few = makeRaster({ width: SIDE, height: SIDE }, (x, y) => {
      const inside = !isBorder(x, y) && x < 5 && y < 5;
      return inside || y < 2 ? 86 : 85;
    });
    expect(answer(few, 'psnr-y').explanations).toEqual([
      'Wang 2004 (ssim.m) gives 10.83, -0.01: several small differences together.',
    ]);
  });

  it('of SSIM: window, and grey first or not', () => {
    const wave = makeRaster({ width: 30, height: 24 }, (x, y, c) =>
      Math.round(120 + 60 * Math.sin(x / 3 + c) * Math.cos(y / 4)),
    );
    const noisy = makeRaster(
      { width: 30, height: 24 },
      (x, y, c) => (wave.data[(y * 30 + x) * 3 + c] ?? 0) + ((x * y + c * x) % 41),
    );
    const starting = (protocol: string, start: string) =>
      explainDifferences(wave, noisy, { scale: 1, ids: ['ssim'], protocol })[0]!.explanations.find((sentence) =>
        sentence.startsWith(start),
      );
    expect(starting('saved-file', 'scikit')).toContain('takes a uniform 7x7 window');
    expect(starting('saved-file', 'Wang')).toMatch(/because it makes the picture grey first \([+-][\d.]+\)\.$/);
    expect(starting('wang-2004', 'Saved')).toMatch(/because it takes the mean of the channels \([+-][\d.]+\)\.$/);
    expect(starting('scikit-image-default', 'Saved')).toContain('takes a Gaussian 11x11 window');
  });

  it('of the covariance, where the window is the same', () => {
    // Population and sample covariance of small variances: the constant C2 weighs differently.
    const faint = makeRaster({ width: 16, height: 16 }, (x, y) => 20 + ((x * 7 + y * 3) % 13));
    const other = makeRaster({ width: 16, height: 16 }, (x, y) => 20 + ((x * 3 + y * 7) % 13));
    const [first] = explainDifferences(faint, other, { scale: 2, ids: ['ssim'], protocol: 'scikit-image-default' });
    expect(first!.explanations[0]).toContain('takes the population covariance');
    const [back] = explainDifferences(faint, other, { scale: 2, ids: ['ssim'] });
    expect(back!.explanations.find((sentence) => sentence.startsWith('scikit-image'))).toContain(
      'takes the sample covariance',
    );
  });

  it('are none where there is no number, or one that is no number', () => {
    const small = makeRaster({ width: 6, height: 6 }, () => 0);
    const [y] = explainDifferences(small, small, { scale: 2, ids: ['ssim-y'], theirs: 30 });
    expect(y!.rows.map(({ value }) => value)).toEqual([NaN, NaN, NaN, NaN]);
    expect(y!.explanations).toEqual([]);
    expect(y!.closest).toBeUndefined();
    // Right inside, wrong at the border: Infinity for those who crop.
    const border = makeRaster({ width: SIDE, height: SIDE }, (x, y) => (isBorder(x, y) ? 3 : 0));
    expect(answer(border, 'psnr').rows[1]?.value).toBe(Infinity);
    expect(answer(border, 'psnr').explanations).toEqual([]);
  });
});

describe("somebody else's number", () => {
  it('is what a protocol gives, to half of the last digit', () => {
    const receipt = 'PSNR, all channels, crop 2, range 255';
    expect(answer(framed, 'psnr', { theirs: 48.13 }).closest).toBe(
      `48.13 is what Super-resolution paper gives: ${receipt}.`,
    );
    expect(answer(framed, 'psnr', { theirs: 40.26 }).closest).toBe(
      '40.26 is what Saved file gives: PSNR, all channels, crop 0, range 255.',
    );
  });

  it('or comes closest to one, from above or below', () => {
    const rest = 'away: the pictures or the degradation differ, not only the protocol.';
    expect(answer(framed, 'psnr', { theirs: 47 }).closest).toBe(
      `47 is closest to Super-resolution paper (48.13), and still +1.13 ${rest}`,
    );
    expect(answer(framed, 'psnr', { theirs: 42 }).closest).toBe(
      `42 is closest to Saved file (40.26), and still -1.74 ${rest}`,
    );
    expect(answer(framed, 'psnr').closest).toBeUndefined();
  });
});

it('takes the disputed metrics for none, refuses an unknown protocol, and stops when it is told to', () => {
  expect(explainDifferences(black, framed, { scale: 2 }).map(({ id }) => id)).toEqual(['psnr', 'psnr-y', 'ssim', 'ssim-y']); // prettier-ignore
  expect(DISPUTED_METRICS).toEqual(['psnr', 'psnr-y', 'ssim', 'ssim-y']);
  expect(() => answer(framed, 'psnr', { protocol: 'x', ids: [] })).toThrow('for protocol but received "x".');
  const stop = (): void => {
    throw new Error('stopped');
  };
  expect(() => answer(framed, 'psnr', { checkpoint: stop })).toThrow('stopped');
});
