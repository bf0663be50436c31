// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { COLOUR_MAPS, colourGradient, colourTable } from '@renderer/viewer/math/colourMaps';
import { toLinear } from '@renderer/viewer/math/srgb';

/** CIE lightness 0..100 of entry `i`. */
function lightness(table: Uint8Array, i: number): number {
  const [r, g, b] = [0, 1, 2].map((c) => toLinear(table[i * 4 + c]! / 255)) as [number, number, number];
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y;
}

describe('colour maps', () => {
  test('have 256 opaque colours', () => {
    for (const map of COLOUR_MAPS) {
      const table = colourTable(map, false);
      expect(table).toHaveLength(1024);
      for (let i = 0; i < 256; i++) expect(table[i * 4 + 3]).toBe(255);
    }
  });
  for (const map of ['magma', 'viridis'] as const) {
    test(`${map} gets lighter and lighter, in even steps`, () => {
      const table = colourTable(map, false);
      const steps = Array.from({ length: 255 }, (_, i) => lightness(table, i + 1) - lightness(table, i));
      expect(Math.min(...steps)).toBeGreaterThan(-0.3);
      const whole = lightness(table, 255) - lightness(table, 0);
      // Over any eighth of the map the lightness grows by about an eighth.
      for (let i = 0; i + 32 < 256; i += 16) {
        const part = lightness(table, i + 32) - lightness(table, i);
        expect(part / whole).toBeGreaterThan(0.06);
        expect(part / whole).toBeLessThan(0.2);
      }
    });
  }
  test('magma and viridis at published colours', () => {
    // matplotlib: magma(0.5), viridis(0.5) = entry 127/128 between these neighbours, within rounding of the curve.
    const magma = colourTable('magma', false).subarray(127 * 4, 127 * 4 + 3);
    expect(Math.max(...[0xb6, 0x37, 0x7a].map((c, i) => Math.abs(c - magma[i]!)))).toBeLessThanOrEqual(4);
    const viridis = colourTable('viridis', false).subarray(127 * 4, 127 * 4 + 3);
    expect(Math.max(...[0x21, 0x91, 0x8c].map((c, i) => Math.abs(c - viridis[i]!)))).toBeLessThanOrEqual(4);
  });
  test('the diverging map is white at zero in light, black in dark, and equally strong on both sides', () => {
    expect([...colourTable('diverging', false).subarray(512, 515)]).toEqual([255, 255, 255]);
    expect([...colourTable('diverging', true).subarray(512, 515)]).toEqual([0, 0, 0]);
    for (const dark of [false, true]) {
      const table = colourTable('diverging', dark);
      for (const away of [20, 60, 100, 127])
        expect(Math.abs(lightness(table, 128 - away) - lightness(table, 128 + away))).toBeLessThan(15);
    }
  });
  test('the bar runs from the lowest colour at the bottom to the highest at the top', () => {
    expect(colourGradient('magma', false)).toMatch(
      /^linear-gradient\(to top, rgb\(0 0 4\) 0\.00%.*rgb\(252 253 191\) 100\.00%\)$/,
    );
  });
});
