import { describe, expect, it } from 'vitest';
import { flip } from '@core/metrics/flip';
import { huntLab, labDistance, largestDistance, opponentPlanes, type Colour } from '@core/metrics/flipColour';
import { featureFilters, PIXELS_PER_DEGREE, sensitivityFilter } from '@core/metrics/flipFilters';
import { floatPlane } from '@core/metrics/filter';
import { srgbToLinear } from '@core/metrics/linear';
import { makeRaster } from '../../helpers/pictures';
import { expectClose } from '../../helpers/tolerance';
import { answerOf } from './tiny';

type Triple = readonly [number, number, number];
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

const colourOf = (...triples: readonly Triple[]): Colour =>
  [0, 1, 2].map((c) => {
    const plane = floatPlane(triples.length, 1);
    triples.forEach((triple, i) => (plane.data[i] = triple[c]!));
    return plane;
  }) as unknown as Colour;
const tripleAt = (colour: Colour, i: number): number[] => colour.map((plane) => plane.data[i]!);

// CIE L*a*b* of the sRGB primaries as printed in tables (D65), two digits.
const LAB: Readonly<Record<'red' | 'green' | 'blue', Triple>> = {
  red: [53.24, 80.09, 67.2],
  green: [87.73, -86.18, 83.18],
  blue: [32.3, 79.19, -107.86],
};
const hunt = ([l, a, b]: Triple): Triple => [l, 0.01 * l * a, 0.01 * l * b];
const hyab = (a: Triple, b: Triple): number => Math.abs(a[0] - b[0]) + Math.hypot(a[1] - b[1], a[2] - b[2]);

describe('colours of FLIP', () => {
  const inputs = colourOf([1, 1, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0.5]);

  it('Y Cx Cz is (100, 0, 0) for white and linear from there', () => {
    const planes = opponentPlanes(inputs);
    expectClose(tripleAt(planes, 0), [100, 0, 0], { atol: 1e-4, rtol: 0 });
    expectClose(tripleAt(planes, 1), [-16, 0, 0], { atol: 0, rtol: 0 });
    expectClose(tripleAt(planes, 5), [42, 0, 0], { atol: 1e-4, rtol: 0 });
    // The primaries in XYZ relative to white: red .4124/.9505, .2126, .0193/1.0888 and so on.
    const relative = [[0.43389, 0.21264, 0.01775], [0.37622, 0.71517, 0.10947], [0.18989, 0.0722, 0.87277]] as const; // prettier-ignore
    relative.forEach(([x, y, z], i) =>
      expectClose(tripleAt(planes, i + 2), [116 * y - 16, 500 * (x - y), 200 * (y - z)], { atol: 0.02, rtol: 0 }),
    );
  });

  it('Hunt-adjusted L*a*b* of the primaries is that of the tables', () => {
    const planes = huntLab(opponentPlanes(inputs));
    expectClose(tripleAt(planes, 0), [100, 0, 0], { atol: 1e-3, rtol: 0 });
    expectClose(tripleAt(planes, 1), [0, 0, 0], { atol: 1e-4, rtol: 0 });
    for (const [i, lab] of Object.values(LAB).entries())
      expectClose(tripleAt(planes, i + 2), hunt(lab), { atol: 0.02, rtol: 0 });
    // L* of 50 % light is 116 cbrt(.5) - 16.
    expectClose(tripleAt(planes, 5), [116 * Math.cbrt(0.5) - 16, 0, 0], { atol: 1e-3, rtol: 0 });
  });

  it("takes CIE's straight piece in the dark", () => {
    const planes = huntLab(opponentPlanes(colourOf([0.004, 0.004, 0.004])));
    expectClose(tripleAt(planes, 0), [903.2963 * 0.004, 0, 0], { atol: 1e-4, rtol: 0 });
  });

  it('brings what a display cannot show to what it can', () => {
    // Whiter than white and darker than black.
    const planes = huntLab(colourOf([150, 0, 0], [-40, 0, 0]));
    expectClose(tripleAt(planes, 0), [100, 0, 0], { atol: 1e-3, rtol: 0 });
    expectClose(tripleAt(planes, 1), [0, 0, 0], { atol: 1e-4, rtol: 0 });
  });

  it('measures HyAB, at most that of green and blue', () => {
    const pair = colourOf([10, 3, -2], [4, 6, 2]);
    const other = colourOf([4, 6, 2], [10, 3, -2]);
    expect(labDistance(pair, other, 0)).toBe(6 + 5);
    expect(labDistance(pair, other, 1)).toBe(6 + 5);
    expect(largestDistance()).toBeCloseTo(hyab(hunt(LAB.green), hunt(LAB.blue)), 1);
  });

  it('looks at the cancel flag every 8192 pixels', () => {
    let looks = 0;
    const plane = () => floatPlane(8193, 1);
    huntLab([plane(), plane(), plane()], () => void looks++);
    expect(looks).toBe(2);
  });
});

describe('filters of FLIP', () => {
  it('know how many pixels a degree is: 3840 pi / 180', () => {
    expect(PIXELS_PER_DEGREE).toBeCloseTo(67.0206, 4);
  });

  it.each([
    ['achromatic', [[1, 0.0047]]],
    ['redGreen', [[1, 0.0053]]],
    ['blueYellow', [[34.1, 0.04], [13.5, 0.025]]], // prettier-ignore
  ] as const)('%s is the contrast sensitivity of the paper, normalised over its window', (channel, terms) => {
    // Three standard deviations of the widest term: 3 sqrt(.04 / (2 pi^2)) 67.02 = 9.05, so 10.
    const radius = 10;
    const at = (x: number, y: number): number =>
      sum(
        terms.map(
          ([a, b]) => a * Math.sqrt(Math.PI / b) * Math.exp((-(Math.PI ** 2) * (x * x + y * y)) / 67.02064327658225 ** 2 / b),
        ),
      ); // prettier-ignore
    let volume = 0;
    for (let y = -radius; y <= radius; y++) for (let x = -radius; x <= radius; x++) volume += at(x, y);
    const found = sensitivityFilter(channel);
    for (const { taps } of found) expect(taps).toHaveLength(2 * radius + 1);
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [0, -2],
      [3, 4],
      [-7, 5],
      [10, 10],
      [-10, 3],
    ] as const) {
      // prettier-ignore
      const own = sum(found.map(({ weight, taps }) => weight * taps[radius + x]! * taps[radius + y]!));
      expect(own).toBeCloseTo(at(x, y) / volume, 12);
    }
  });

  it('for edges and points are the first and second derivative of a Gaussian, each side summing to 1', () => {
    const { smooth, edge, point } = featureFilters();
    // sigma = .5 .082 67.02 = 2.7478; three of them round up to 9.
    const sd = 0.041 * 67.02064327658225;
    const offsets = Array.from({ length: 19 }, (_, i) => i - 9);
    const gauss = offsets.map((x) => Math.exp(-(x * x) / (2 * sd * sd)));
    expectClose(smooth, gauss.map((g) => g / sum(gauss)), { atol: 1e-14, rtol: 0 }); // prettier-ignore
    const half = sum(offsets.map((x, i) => (x > 0 ? x * gauss[i]! : 0)));
    expectClose(edge, offsets.map((x, i) => (-x * gauss[i]!) / half), { atol: 1e-14, rtol: 0 }); // prettier-ignore
    const second = offsets.map((x, i) => ((x / sd) ** 2 - 1) * gauss[i]!);
    const [positive, negative] = [1, -1].map((sign) => sum(second.filter((v) => v * sign > 0)));
    expectClose(point, second.map((v) => (v > 0 ? v / positive! : -v / negative!)), { atol: 1e-14, rtol: 0 }); // prettier-ignore
  });
});

describe('FLIP of two constants', () => {
  const flat = (r: number, g = r, b = r) => makeRaster({ width: 3, height: 2 }, (_, __, c) => [r, g, b][c]!);
  /** The paper's colour error: a power of HyAB, a straight line up to .95 at the knee and another from there to 1. */
  const error = (distance: number): number => {
    const most = hyab(hunt(LAB.green), hunt(LAB.blue)) ** 0.7;
    const [power, knee] = [distance ** 0.7, 0.4 * most];
    return power < knee ? (0.95 * power) / knee : 0.95 + (0.05 * (power - knee)) / (most - knee);
  };
  const lightness = (value: number): number => 116 * Math.cbrt(srgbToLinear(value / 255)) - 16;

  it.each([
    ['black and white', flat(0), flat(255), error(100)],
    ['green and blue', flat(0, 255, 0), flat(0, 0, 255), 1],
    ['red and blue', flat(255, 0, 0), flat(0, 0, 255), error(hyab(hunt(LAB.red), hunt(LAB.blue)))],
  ])('%s: beyond the knee', (_, a, b, expected) => {
    // No edges and points: edges of constants are rounding, whose square root counts.
    expect(answerOf(flip, a, b).value).toBeCloseTo(expected, 3);
  });

  it('two greys: below the knee, also grey as colour', () => {
    const expected = error(lightness(130) - lightness(120));
    expect(expected).toBeLessThan(0.5);
    expect(answerOf(flip, flat(120), flat(130)).value).toBeCloseTo(expected, 3);
    const grey = (value: number) => makeRaster({ width: 3, height: 2, channels: 1 }, () => value);
    expect(answerOf(flip, grey(120), grey(130)).value).toBeCloseTo(expected, 3);
  });

  it('reacts more to an edge than to the same colours without one', () => {
    // The same two greys in every pixel pair, once as a step the reference lacks.
    const step = makeRaster({ width: 40, height: 4 }, (x) => (x < 20 ? 110 : 130));
    const { map, value } = answerOf(flip, makeRaster({ width: 40, height: 4 }, () => 120), step, {}, true); // prettier-ignore
    expect([map?.width, map?.height]).toEqual([40, 4]);
    const plain = error(lightness(130) - lightness(120));
    expect(map!.data[39]).toBeCloseTo(plain, 2);
    expect(map!.data[20]!).toBeGreaterThan(0);
    expect(value).toBeCloseTo(sum(map!.data) / 160, 6);
  });

  it('looks at the cancel flag', () => {
    let looks = 0;
    answerOf(flip, flat(1), flat(2), { checkpoint: () => void looks++ });
    expect(looks).toBeGreaterThan(3);
  });
});
