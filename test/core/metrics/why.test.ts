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
/** What the rows say of their gaps, of the first four protocols. */
const gaps = (found: ReturnType<typeof answer>): string[] =>
  found.rows.slice(0, 4).flatMap(({ gap }) => (gap ? [gap.text] : []));

// PSNR of the whole: 10 log10(65025 / 6.12) = 40.26; without the border 10 log10(65025) = 48.13; 7.87 apart.
const PAPER = 'Super-resolution paper gives 48.13, +7.87, because it leaves out 2 px on every side (+7.87).';

describe('gaps between protocols', () => {
  it('of PSNR: the crop alone, in one sentence', () => {
    const found = answer(framed, 'psnr');
    expect(found.rows.slice(0, 4).map(({ value }) => value.toFixed(2))).toEqual(['40.26', '48.13', '40.26', '40.26']);
    expect(found.rows.map(({ protocol, title }) => `${protocol}: ${title}`)).toEqual([
      'saved-file: Saved file',
      'sr-paper: Super-resolution paper',
      'scikit-image-default: scikit-image defaults',
      'wang-2004: Wang 2004 (ssim.m)',
      'sr-matlab: Super-resolution paper, MATLAB scripts',
      'wang-2004-colour: Wang 2004 per channel (piq)',
    ]);
    expect(found.rows[1]?.words).toBe('PSNR, all channels, crop 2, range 255');
    expect(gaps(found)).toEqual([PAPER]);
    expect(found.rows[1]?.gap).toMatchObject({
      causes: [{ id: 'crop', value: '2', move: expect.closeTo(7.8675, 3) as number }],
      left: expect.closeTo(0, 9) as number,
    });
  });

  it('go from the protocol in question to the others', () => {
    expect(gaps(answer(framed, 'psnr', { protocol: 'sr-paper' }))).toEqual([
      'Saved file gives 40.26, −7.87, because it looks at the whole picture (−7.87).',
      'scikit-image defaults gives 40.26, −7.87, because it looks at the whole picture (−7.87).',
      'Wang 2004 (ssim.m) gives 40.26, −7.87, because it looks at the whole picture (−7.87).',
    ]);
  });

  it('of PSNR-Y: rounding, in both directions', () => {
    // One level of grey is 219/255 of Y, and 1 when rounded: 49.45 and 48.13.
    expect(gaps(answer(one, 'psnr-y'))).toEqual([
      'Wang 2004 (ssim.m) gives 48.13, −1.32, because it rounds Y (−1.32).',
    ]);
    expect(gaps(answer(one, 'psnr-y', { protocol: 'wang-2004' }))).toEqual([
      'Saved file gives 49.45, +1.32, because it does not round Y (+1.32).',
      'Super-resolution paper gives 49.45, +1.32, because it does not round Y (+1.32).',
      'scikit-image defaults gives 49.45, +1.32, because it does not round Y (+1.32).',
    ]);
  });

  it('add up: each cause is taken from where the one before has led', () => {
    // Y of 3 levels is 2.5765, rounded 3. The crop moves by 7.87 dB; rounding from there by 1.32.
    const found = answer(framed, 'psnr-y').rows[3]!.gap!;
    expect(found.text).toBe(
      'Wang 2004 (ssim.m) gives 40.26, −9.19, because it looks at the whole picture (−7.87) and rounds Y (−1.32).',
    );
    expect(found.causes.reduce((sum, { move }) => sum + move, found.left)).toBeCloseTo(-9.19, 2);
  });

  it('take the strongest first, whatever the order they are asked in', () => {
    // Five pixels of the border are wrong by 2, all others by 1: rounding moves more than the crop.
    const faint = makeRaster({ width: SIDE, height: SIDE }, (x, y) => (x === 0 && y < 5 ? 2 : 1));
    expect(answer(faint, 'psnr-y').rows[3]!.gap!.text).toMatch(
      /^Wang 2004 .*, because it rounds Y \(−1\.32\) and looks at the whole picture \(−0\.61\)\.$/,
    );
  });

  it('are not called explained where the causes leave more than a tenth', () => {
    // 85 levels are 73 of Y exactly, 86 are 73.8588 or 74 when rounded. 9 of the 36 pixels inside have 86, and 29 of all
    // 100: the crop alone moves by .0041 dB and the rounding alone by .0042, less than half a digit each, both by .0090.
    const few = makeRaster({ width: SIDE, height: SIDE }, (x, y) => {
      const inside = !isBorder(x, y) && x < 5 && y < 5;
      return inside || y < 2 ? 86 : 85;
    });
    const { gap } = answer(few, 'psnr-y').rows[3]!;
    expect(gap!.text).toMatch(/^Wang 2004 \(ssim\.m\) gives 10\.83, −0\.01; no single difference/);
    expect(gap!.causes).toEqual([]);
  });

  it('of SSIM: a factor of making smaller that flips with the crop is followed to the end', () => {
    // 386 px are made smaller by 2 (1.508 rounds up), 382 px by 1: crop and downsampling together make the gap.
    const wave = makeRaster({ width: 386, height: 386, channels: 3 }, (x, y) => 100 + ((x * 7 + y * 3) % 23));
    const noisy = makeRaster({ width: 386, height: 386, channels: 3 }, (x, y) => 100 + ((x * 7 + y * 3) % 23) + ((x + y) % 2) * 9); // prettier-ignore
    const [found] = explainDifferences(wave, noisy, { scale: 2, ids: ['ssim-y'] });
    for (const { gap, value } of found!.rows) {
      if (!gap) continue;
      const sum = gap.causes.reduce((total, { move }) => total + move, gap.left);
      expect(sum).toBeCloseTo(value - found!.rows[0]!.value, 9);
      if (gap.causes.length > 0) expect(Math.abs(gap.left)).toBeLessThanOrEqual(0.1 * Math.abs(sum) + 1e-9);
    }
    expect(found!.rows[3]!.gap?.causes.map(({ id }) => id)).toContain('ssim-downsample');
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
      gaps(explainDifferences(wave, noisy, { scale: 1, ids: ['ssim'], protocol })[0]!).find((sentence) =>
        sentence.startsWith(start),
      );
    expect(starting('saved-file', 'scikit')).toContain('takes a uniform 7x7 window');
    expect(starting('saved-file', 'Wang')).toMatch(/because it makes the picture grey first \([+−][\d.]+\)\.$/);
    expect(starting('wang-2004', 'Saved')).toMatch(/because it takes the mean of the channels \([+−][\d.]+\)\.$/);
    expect(starting('scikit-image-default', 'Saved')).toContain('takes a Gaussian 11x11 window');
  });

  it('are none where there is no number, or one that is no number', () => {
    // Right inside, wrong at the border: Infinity for those who crop.
    const border = makeRaster({ width: SIDE, height: SIDE }, (x, y) => (isBorder(x, y) ? 3 : 0));
    expect(answer(border, 'psnr').rows[1]?.value).toBe(Infinity);
    expect(gaps(answer(border, 'psnr'))).toEqual([]);
  });

  it('crop nothing where the scale is not known, like the number beside them', () => {
    expect(answer(framed, 'psnr-y', { knowsScale: false }).rows[1]?.words).toContain('crop 0');
  });
});

/** A picture with detail at every size, and one that is close to it. */
const scene = makeRaster({ width: 64, height: 56 }, (x, y, c) =>
  Math.round(120 + 50 * Math.sin(x / 5 + c) * Math.cos(y / 7) + 30 * Math.sin((x * y) / 90) + (x > 30 ? 25 : 0)),
);
const close = makeRaster({ width: 64, height: 56 }, (x, y, c) =>
  Math.min(255, Math.max(0, scene.data[(y * 64 + x) * 3 + c]! + (((x * 5 + y * 3 + c) % 9) - 4))),
);
const explained = (picture: typeof close, theirs: string | undefined, id = 'psnr', scale = 3) =>
  explainDifferences(scene, picture, { scale, ids: [id], theirs })[0]!;
const named = (found: ReturnType<typeof explained>): string[] =>
  found.explanations.map(({ causes }) => causes.map(({ id, value }) => `${id} ${value}`).join(' + '));

describe("somebody else's number", () => {
  const at = (change: (state: number) => number) =>
    change(Number(explained(close, undefined).rows[0]!.value)).toFixed(2);

  it('is one that was found here: nothing to explain', () => {
    const found = explained(
      close,
      at((own) => own),
    );
    expect(found.explanations.map(({ causes, text }) => [causes, text])).toEqual([
      [[], expect.stringMatching(/is the number found here/)],
    ]);
  });

  it('comes from another range', () => {
    const values = [...scene.data];
    const range = Math.max(...values) - Math.min(...values);
    const found = explained(
      close,
      at((own) => own + 20 * Math.log10(range / 255)),
    );
    expect(named(found)[0]).toBe(`range ${range}`);
    expect(found.explanations[0]).toMatchObject({ left: expect.closeTo(0, 2) as number });
    expect(found.explanations[0]?.text).toContain('torchmetrics without data_range');
  });

  it('comes from a crop', () => {
    const cropped = explained(close, undefined, 'psnr').rows.find(({ protocol }) => protocol === 'sr-paper')!;
    expect(named(explained(close, String(cropped.value)))[0]).toBe('crop 3');
  });

  it('is none of the rules tried, and the nearest one is named', () => {
    const found = explained(
      close,
      at((own) => own + 3.217),
    );
    expect(found.explanations).toEqual([]);
    expect(found.verdict?.text).toMatch(/^None of the \d+ rules tried gives .*; the nearest single one is /);
  });

  it('is not explained by pictures of different things', () => {
    const other = makeRaster({ width: 64, height: 56 }, (x, y, c) => (x * 97 + y * 57 + c * 31 + x * y * 13) % 256);
    const found = explained(other, '31.05');
    expect(found.explanations).toEqual([]);
    expect(found.verdict?.text).toContain('do not show the same thing');
  });
});

describe('a fault of the pair', () => {
  const moved = makeRaster({ width: 64, height: 56 }, (x, y, c) => {
    const [fx, fy] = [Math.min(63, x + 2), Math.min(55, y + 1)];
    return close.data[(fy * 64 + fx) * 3 + c]!;
  });
  const changed = (map: (x: number, y: number, c: number) => number) =>
    makeRaster({ width: 64, height: 56 }, (x, y, c) => Math.round(map(x, y, c)));
  const value = (x: number, y: number, c: number): number => close.data[(y * 64 + x) * 3 + c]!;

  it.each([
    ['shift 2,1', moved],
    ['flip horizontal', changed((x, y, c) => value(63 - x, y, c))],
    ['flip vertical', changed((x, y, c) => value(x, 55 - y, c))],
    ['channels-swapped red-blue', changed((x, y, c) => value(x, y, 2 - c))],
    ['levels 16..235', changed((x, y, c) => 16 + (value(x, y, c) * 219) / 255)],
    ['gamma 2.20', changed((x, y, c) => 255 * (value(x, y, c) / 255) ** 2.2)],
  ])('is found without a number: %s', (name, picture) => {
    const found = explained(picture, undefined);
    expect(named(found)[0]).toBe(name);
    expect(found.explanations[0]?.text).toMatch(/^The pair itself: /);
    expect(found.explanations[0]!.predicted).toBeGreaterThan(found.rows[0]!.value + 1);
  });

  it('is found by parts of a pixel', () => {
    const cubic = [-0.0625, 0.5625, 0.5625, -0.0625];
    const half = changed((x, y, c) =>
      Math.min(
        255,
        Math.max(
          0,
          cubic.reduce((sum, w, k) => sum + w * value(Math.min(63, Math.max(0, x + k - 1)), y, c), 0),
        ),
      ),
    );
    const [cause] = explained(half, undefined).explanations[0]!.causes;
    expect(cause!.id).toBe('shift');
    expect(Number(cause!.value.split(',')[0])).toBeCloseTo(0.5, 1);
    expect(Math.abs(Number(cause!.value.split(',')[1]))).toBeLessThan(0.1);
  });

  it('is found in pairs with another range', () => {
    const theirs = (explained(close, undefined).rows[0]!.value - 20 * Math.log10(255)).toFixed(2);
    const flipped = changed((x, y, c) => value(63 - x, y, c));
    expect(named(explained(flipped, theirs))[0]).toBe('flip horizontal + range 1');
  });
});

it('takes the disputed metrics for none, refuses an unknown protocol, and stops when it is told to', () => {
  expect(explainDifferences(black, framed, { scale: 2 }).map(({ id }) => id)).toEqual(['psnr', 'psnr-y', 'ssim', 'ssim-y']); // prettier-ignore
  expect(DISPUTED_METRICS).toEqual(['psnr', 'psnr-y', 'ssim', 'ssim-y']);
  expect(() => answer(framed, 'psnr', { protocol: 'x' })).toThrow('for protocol but received "x".');
  const stop = (): void => {
    throw new Error('stopped');
  };
  expect(() => answer(framed, 'psnr', { checkpoint: stop })).toThrow('stopped');
});
