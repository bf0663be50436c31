// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clampView,
  fitView,
  followSize,
  formatZoom,
  isCut,
  MAX_SCALE,
  MIN_SCALE,
  nextScale,
  panBy,
  pictureEdge,
  toPicture,
  toScreen,
  ZOOM_STEPS,
  zoomAt,
} from '@renderer/viewer/math/view';

const viewport = { width: 254, height: 190 };

describe('fit', () => {
  test('shows the whole picture, below 100 % at any scale', () => {
    expect(fitView({ width: 448, height: 300 }, viewport)).toEqual({ scale: 254 / 448, x: 224, y: 150 });
  });
  test('above 100 % only at whole scales, so that all pixels are equally large', () => {
    expect(fitView({ width: 100, height: 50 }, viewport).scale).toBe(2);
    expect(fitView({ width: 64, height: 64 }, { width: 254, height: 254 }).scale).toBe(3);
  });
});

describe('zoom steps', () => {
  test('every step above 100 % is whole, every step below is one over a whole number or 2/3', () => {
    for (const step of ZOOM_STEPS) {
      const exact = step >= 1 ? step : 1 / step;
      expect(Math.abs(exact - Math.round(exact)) < 1e-9 || Math.abs(step - 2 / 3) < 1e-9).toBe(true);
    }
  });
  test('go up and down and stop at the ends', () => {
    expect(nextScale(1, 1)).toBe(2);
    expect(nextScale(1, -1)).toBeCloseTo(2 / 3);
    expect(nextScale(0.567, 1)).toBeCloseTo(2 / 3);
    expect(nextScale(0.567, -1)).toBe(0.5);
    expect(nextScale(MAX_SCALE, 1)).toBe(MAX_SCALE);
    expect(nextScale(MIN_SCALE, -1)).toBe(MIN_SCALE);
  });
});

describe('zoom at the cursor', () => {
  test('keeps the picture point under the cursor', () => {
    fc.assert(
      fc.property(
        fc.record({
          scale: fc.double({ min: 0.05, max: 64, noNaN: true }),
          x: fc.double({ min: 0, max: 5000, noNaN: true }),
          y: fc.double({ min: 0, max: 5000, noNaN: true }),
        }),
        fc.record({ x: fc.integer({ min: 0, max: 253 }), y: fc.integer({ min: 0, max: 189 }) }),
        fc.constantFrom(...ZOOM_STEPS),
        (view, anchor, scale) => {
          const next = zoomAt(view, viewport, anchor, scale);
          const before = { x: view.x + (anchor.x - 127) / view.scale, y: view.y + (anchor.y - 95) / view.scale };
          const after = { x: next.x + (anchor.x - 127) / next.scale, y: next.y + (anchor.y - 95) / next.scale };
          expect(after.x).toBeCloseTo(before.x, 6);
          expect(after.y).toBeCloseTo(before.y, 6);
        },
      ),
    );
  });
  test('there and back is where it was', () => {
    const view = { scale: 2, x: 100.25, y: 60 };
    const there = zoomAt(view, viewport, { x: 10, y: 180 }, 8);
    const back = zoomAt(there, viewport, { x: 10, y: 180 }, 2);
    expect(back.x).toBeCloseTo(view.x, 9);
    expect(back.y).toBeCloseTo(view.y, 9);
  });
});

describe('positions', () => {
  test('the picture begins at a whole device pixel', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        fc.constantFrom(...ZOOM_STEPS),
        fc.integer({ min: 1, max: 4000 }),
        (centre, scale, length) => {
          expect(Number.isInteger(pictureEdge(centre, scale, length))).toBe(true);
        },
      ),
    );
  });
  test('screen and picture are each other’s inverse, a pane’s own shift included', () => {
    const view = { scale: 3, x: 40, y: 20 };
    const offset = { x: 2.5, y: -4 };
    const at = toPicture(view, viewport, { x: 17, y: 93 }, offset);
    expect(toScreen(view, viewport, at, offset)).toEqual({ x: 17, y: 93 });
  });
  test('a shift moves the pane’s picture by that many reference pixels', () => {
    expect(pictureEdge(40, 3, 254, 5) - pictureEdge(40, 3, 254)).toBe(15);
  });
});

describe('bounds', () => {
  const picture = { width: 448, height: 300 };
  test('a side that fits is centred', () => {
    expect(clampView({ scale: 0.25, x: 10, y: 299 }, picture, viewport)).toEqual({ scale: 0.25, x: 224, y: 150 });
  });
  test('a side that does not fit leaves no gap', () => {
    const view = clampView({ scale: 2, x: -50, y: 1000 }, picture, viewport);
    expect(view).toEqual({ scale: 2, x: 254 / 4, y: 300 - 190 / 4 });
  });
  test('panning goes with the hand', () => {
    expect(panBy({ scale: 2, x: 100, y: 100 }, { x: 10, y: -4 })).toEqual({ scale: 2, x: 95, y: 102 });
  });
});

describe('the same picture in another size', () => {
  const view = { scale: 3, x: 100, y: 60 };
  test('cut at its border, is seen at the same pixels', () => {
    expect(isCut({ width: 450, height: 300 }, { width: 448, height: 300 })).toBe(true);
    expect(followSize(view, { width: 450, height: 300 }, { width: 448, height: 300 })).toEqual(view);
  });
  test('enlarged by more, is seen at the same place', () => {
    expect(followSize(view, { width: 400, height: 200 }, { width: 800, height: 400 })).toEqual({
      scale: 3,
      x: 200,
      y: 120,
    });
  });
});

test('the zoom is written with a digit only where it matters', () => {
  expect([3, 1, 2 / 3, 0.5].map((scale) => formatZoom(scale))).toEqual(['300 %', '100 %', '66.7 %', '50 %']);
});
