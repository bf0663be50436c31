import { describe, expect, it } from 'vitest';
import { localPhaseRms, phaseMeans, phaseRms, probe, type Field } from '@core/checkerboard';
import { createTensor, type Tensor } from '@core/tensor/tensor';

const scale = 2;

/** A method that paints the phases of each channel, and something else into a border of `border` pixels. */
const painting =
  (tables: readonly (readonly (readonly number[])[])[], border: number, short = 0) =>
  (input: Tensor): Tensor => {
    const side = input.shape[3]! * scale - short;
    const out = createTensor([1, tables.length, side, side]);
    out.data.forEach((_, i) => {
      const [c, y, x] = [Math.floor(i / side / side), Math.floor(i / side) % side, i % side];
      const inside = Math.min(x, y) >= border && Math.max(x, y) < side + short - border;
      out.data[i] = inside ? tables[c]![y % scale]![x % scale]! : 1000;
    });
    return out;
  };
const first = [[1, 3], [3, 5]]; // prettier-ignore
const second = [[2, 2], [2, 2]]; // prettier-ignore

describe('probe', () => {
  it('shows the method a constant of each channel', () => {
    const seen: Tensor[] = [];
    const run = (input: Tensor): Tensor => {
      seen.push(input);
      return painting([first], 0)(input);
    };
    probe(run, { scale, colour: [0.25, -1], margin: 1, inside: 2 });
    expect(seen[0]?.shape).toEqual([1, 2, 4, 4]);
    expect([...seen[0]!.data]).toEqual([...new Array<number>(16).fill(0.25), ...new Array<number>(16).fill(-1)]);
    // 8 pixels at every side and 4 in the middle where nothing else is said.
    probe(run, { scale, colour: [1] });
    expect(seen[1]?.shape).toEqual([1, 1, 20, 20]);
  });

  it('looks at the middle alone: phases, their mean over the channels, spread over mean, and spread in levels', () => {
    const found = probe(painting([first, second], 6), { scale, colour: [1], margin: 3, inside: 2 });
    expect(found.phaseMeans).toEqual([first, second]);
    expect(found.gain).toEqual([[1.5, 2.5], [2.5, 3.5]]); // prettier-ignore
    // Variances 2 and 0, mean gain 2.5.
    expect(found.score).toBeCloseTo(1 / 2.5, 12);
    expect(found.rms).toBeCloseTo(255, 12);
    expect(probe(painting([second], 16), { scale, colour: [1] })).toMatchObject({ score: 0, rms: 0 });
  });

  it('takes no side of the sign: the spread is over the absolute mean', () => {
    const negative = first.map((row) => row.map((value) => -value));
    expect(probe(painting([negative], 0), { scale, colour: [1] }).score).toBeCloseTo(Math.SQRT2 / 3, 12);
    // A flat method of mean 0 has no checkerboard, though its mean is 0.
    expect(probe(painting([[[0, 0], [0, 0]]], 0), { scale, colour: [1] }).score).toBe(0); // prettier-ignore
  });

  it('takes an output that is a little short, and refuses one that does not reach the middle', () => {
    const options = { scale, colour: [1], margin: 2, inside: 3 };
    // 14 pixels, of which the first 10 are needed.
    expect(probe(painting([first], 4, 4), options).phaseMeans).toEqual([first]);
    expect(() => probe(painting([first], 4, 5), options)).toThrow(
      'Expected an output of at least 10×10 from the probe but received 9×9.',
    );
    const narrow = (): Tensor => createTensor([1, 1, 10, 9]);
    const low = (): Tensor => createTensor([1, 1, 9, 10]);
    expect(() => probe(narrow, options)).toThrow('but received 10×9.');
    expect(() => probe(low, options)).toThrow('but received 9×10.');
  });
});

describe('local phases', () => {
  const field = (width: number, height: number, value: (x: number, y: number) => number): Field => ({
    width,
    height,
    data: Float64Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
  });

  it('are the root mean square of the spreads of whole blocks of 8 strides', () => {
    // Blocks of 16 pixels: stripes of +-1, +-2, +-3 and none; what is left over at the right and below is not looked at.
    const strength = (x: number, y: number): number =>
      x >= 32 || y >= 32 ? 100 : [1, 2, 3, 0][Math.floor(y / 16) * 2 + Math.floor(x / 16)]!;
    const stripes = field(35, 33, (x, y) => (x % 2 === 0 ? 1 : -1) * strength(x, y));
    expect(localPhaseRms(stripes, 2)).toBeCloseTo(Math.sqrt((1 + 4 + 9 + 0) / 4), 12);
  });

  it('of a field smaller than a block on either side are those of the whole', () => {
    for (const [width, height] of [
      [15, 40],
      [40, 15],
      [3, 3],
    ] as const) {
      // prettier-ignore
      const some = field(width, height, (x, y) => (x * x * 3 + y * 7) % 11);
      expect(localPhaseRms(some, 2)).toBe(phaseRms(some, 2));
      expect(phaseRms(some, 2)).toBeGreaterThan(0);
    }
    const exact = field(16, 16, (x) => (x % 2) * 4);
    expect(localPhaseRms(exact, 2)).toBe(2);
  });

  it('phases of stride 3 are each the mean of their own pixels', () => {
    const means = phaseMeans(field(7, 5, (x, y) => 10 * y + x), 3); // prettier-ignore
    // Rows 0 3, 1 4, 2 and columns 0 3 6, 1 4, 2 5.
    expect(means).toEqual([[18, 17.5, 18.5], [28, 27.5, 28.5], [23, 22.5, 23.5]]); // prettier-ignore
  });
});
