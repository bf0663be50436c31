import { describe, expect, it } from 'vitest';
import { floatPlane, type FloatPlane } from '@core/metrics/filter';
import { linearPlanes, srgbToLinear } from '@core/metrics/linear';
import { toXyb } from '@core/metrics/xyb';
import { expectClose } from '../../helpers/tolerance';
import { makeRaster } from '../../helpers/pictures';
import { grey } from './tiny';

describe('linear light', () => {
  it('follows IEC 61966-2-1', () => {
    expect([srgbToLinear(0), srgbToLinear(1)]).toEqual([0, 1]);
    expect(srgbToLinear(0.04)).toBeCloseTo(0.04 / 12.92, 15);
    // The middle grey 128, as printed in tables: 0.21586.
    expect(srgbToLinear(128 / 255)).toBeCloseTo(0.21586, 5);
    // Both pieces meet at the knee, the straight one up to it.
    expect(srgbToLinear(0.04045)).toBe(0.04045 / 12.92);
    expect(srgbToLinear(0.0405)).toBeCloseTo(((0.0405 + 0.055) / 1.055) ** 2.4, 15);
  });

  it('takes every value to its plane, without the crop', () => {
    const raster = makeRaster({ width: 4, height: 3 }, (x, y, c) => 60 * c + 12 * y + x);
    const planes = linearPlanes(raster, 1);
    for (const [c, { width, height, data }] of planes.entries()) {
      expect([width, height]).toEqual([2, 1]);
      expectClose(
        data,
        [13, 14].map((v) => srgbToLinear((60 * c + v) / 255)),
        { atol: 0, rtol: 1e-7 },
      );
    }
  });

  it('knows 16 bits, and makes grey one plane for all three', () => {
    const [r, g, b] = linearPlanes(grey([[0, 32768, 65535]], 16), 0);
    expectClose(r.data, [0, srgbToLinear(32768 / 65535), 1], { atol: 0, rtol: 1e-7 });
    expect(g).toBe(r);
    expect(b).toBe(r);
    const empty = linearPlanes(grey([[1, 2]]), 1)[0];
    expect([empty.width, empty.height]).toEqual([0, 0]);
  });
});

describe('XYB', () => {
  const planesOf = (colours: readonly (readonly [number, number, number])[]) =>
    [0, 1, 2].map((c) => {
      const plane = floatPlane(colours.length, 1);
      colours.forEach((colour, i) => (plane.data[i] = colour[c]!));
      return plane;
    }) as [FloatPlane, FloatPlane, FloatPlane];

  it('is what the constants of JPEG XL say of primaries and greys, to float32', () => {
    const colours = [
      [0, 0, 0],
      [1, 1, 1],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0.2, 0.5, 0.1],
      [0.5, 0.5, 0.5],
    ] as const;
    const bias = 0.0037930732552754493;
    const rows = [
      [0.3, 0.622, 0.078],
      [0.23, 0.692, 0.078],
      [0.24342268924547819, 0.20476744424496821, 0.5518098665095536],
    ];
    const [x, y, b] = toXyb(planesOf(colours));
    colours.forEach((colour, i) => {
      const [l, m, s] = rows.map(
        (row) => Math.cbrt(row.reduce((sum, w, c) => sum + w * colour[c]!, bias)) - Math.cbrt(bias),
      ) as [number, number, number];
      const tolerance = { atol: 2e-6, rtol: 0 };
      expectClose(
        [x.data[i]!, y.data[i]!, b.data[i]!],
        [7 * (l - m) + 0.42, (l + m) / 2 + 0.01, s - (l + m) / 2 + 0.55],
        tolerance,
      );
    });
    // Greys lie on one line, since every row sums to 1.
    for (const i of [0, 1, 6]) expectClose([x.data[i]!, b.data[i]!], [0.42, 0.55], { atol: 1e-6, rtol: 0 });
  });

  it('looks at the cancel flag every 16384 pixels, and leaves negative light at 0', () => {
    let looks = 0;
    toXyb(planesOf(Array.from({ length: 16385 }, () => [0, 0, 0] as const)), () => void looks++);
    expect(looks).toBe(2);
    const [, y] = toXyb(planesOf([[-1, -1, -1]]));
    expectClose(y.data, [0.01 - Math.cbrt(0.0037930732552754493)], { atol: 1e-6, rtol: 0 });
  });
});
