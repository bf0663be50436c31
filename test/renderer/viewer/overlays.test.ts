// @vitest-environment node
import { describe, expect, test } from 'vitest';
import type { Cell } from '@renderer/viewer/arrangement';
import { minimapPoint, planLoupe, planMinimap } from '@renderer/viewer/insets';
import type { PaneModel } from '@renderer/viewer/paneModel';
import { numbersOf, visiblePixels } from '@renderer/viewer/pixelNumbers';
import { GLYPHS, layoutNumbers } from '@renderer/viewer/worker/glyphs';

const pane = {
  key: 'a',
  role: 'method',
  title: 'A',
  chip: '',
  methodId: '',
  url: null,
  width: 400,
  height: 300,
  channels: 3,
  state: 'done',
} satisfies PaneModel;
const cell: Cell = {
  pane,
  other: null,
  rect: { x: 0, y: 0, width: 400, height: 324 },
  clip: { x: 0, y: 24, width: 400, height: 300 },
  viewport: { width: 400, height: 283 },
};
const grid = { width: 400, height: 300 };
const none = { x: 0, y: 0 };

describe('minimap', () => {
  test('is not there while the whole picture is in sight', () => {
    expect(planMinimap(cell, { scale: 0.5, x: 200, y: 150 }, grid, none, 1)).toBeNull();
  });
  test('lies in the pane, frames what is in sight, and points back at the picture', () => {
    const plan = planMinimap(cell, { scale: 4, x: 200, y: 150 }, grid, none, 1)!;
    expect(plan.rect.x + plan.rect.width).toBeLessThanOrEqual(400);
    expect(plan.rect.width / plan.rect.height).toBeCloseTo(4 / 3, 1);
    const [frame] = plan.overlays;
    expect(frame?.kind === 'frame' && frame.rect.width / plan.rect.width).toBeCloseTo(0.25, 1);
    const middle = { x: plan.rect.x + plan.rect.width / 2, y: plan.rect.y + plan.rect.height / 2 };
    expect(minimapPoint(plan, grid, middle)).toEqual({ x: 200, y: 150 });
  });
});

describe('loupe', () => {
  test('stays in the pane at every corner, and enlarges the pixel at the cursor', () => {
    for (const [x, y] of [
      [0, 0],
      [399, 0],
      [0, 299],
      [399, 299],
      [200, 150],
    ] as const) {
      const plan = planLoupe(cell, { scale: 1, x: 200, y: 150 }, { x, y }, none, 1);
      expect(plan.rect.x).toBeGreaterThanOrEqual(0);
      expect(plan.rect.y).toBeGreaterThanOrEqual(24);
      expect(plan.rect.x + plan.rect.width).toBeLessThanOrEqual(400);
      expect(plan.rect.y + plan.rect.height).toBeLessThanOrEqual(324);
      expect(plan.view).toEqual({ scale: 12, x: x + 0.5, y: y + 0.5 });
    }
  });
});

describe('numbers on pixels', () => {
  test('only pixels in sight are asked for', () => {
    const clip = { x: 10, y: 10, width: 100, height: 100 };
    expect(visiblePixels({ clip, origin: { x: -40, y: 10 }, scale: 50 }, { width: 4, height: 1 })).toEqual({
      x: 1,
      y: 0,
      width: 2,
      height: 1,
    });
  });
  const rect = { x: 0, y: 0, width: 1, height: 1 };
  const patch = { channels: 3 as const, data: Float32Array.from([10, 20, 30]) };
  test('one channel, luma or all; file units or 0 to 1', () => {
    const values = (channel: 'rgb' | 'g' | 'y', unit = false): number[] => [
      ...numbersOf(patch, rect, { channel, unit }, { bitDepth: 8 }, null).data,
    ];
    expect(values('rgb')).toEqual([10, 20, 30]);
    expect(values('g')).toEqual([20]);
    expect(values('y')[0]).toBeCloseTo(18.15, 4);
    expect(values('g', true)[0]).toBeCloseTo(20 / 255, 5);
  });
  test('of maps are the metric itself: what is lost of SSIM becomes SSIM again', () => {
    const lost = { channels: 1 as const, data: Float32Array.from([0.25]) };
    const style = { channel: 'rgb' as const, unit: false };
    expect(numbersOf(lost, rect, style, { bitDepth: 8 }, 'ssim')).toMatchObject({
      data: Float32Array.from([0.75]),
      digits: 3,
    });
    expect(numbersOf(lost, rect, style, { bitDepth: 8 }, 'flip')).toMatchObject({
      data: Float32Array.from([0.25]),
      digits: 3,
    });
  });
  const item = {
    source: 'image:a',
    clip: { x: 0, y: 0, width: 100, height: 100 },
    origin: { x: 0, y: 0 },
    scale: 50,
    opacity: 1,
    cover: 1,
    numbers: null,
  };
  const size = { width: 7, height: 13 };
  test('are centred in their pixel, one line per channel', () => {
    const run = layoutNumbers(
      item,
      numbersOf(patch, rect, { channel: 'rgb', unit: false }, { bitDepth: 8 }, null),
      size,
    );
    expect(run).toHaveLength(3 * 2 * 3);
    expect([run[0], run[1], GLYPHS[run[2]!]]).toEqual([18, 6, '1']);
    expect([run[3], GLYPHS[run[5]!]]).toEqual([25, '0']);
    expect(run[7]).toBe(19);
  });
  test('are left out where they would be cut, and where pixels are too small', () => {
    const numbers = numbersOf(patch, rect, { channel: 'rgb', unit: false }, { bitDepth: 8 }, null);
    expect(layoutNumbers({ ...item, origin: { x: -30, y: 0 } }, numbers, size)).toHaveLength(0);
    expect(layoutNumbers({ ...item, scale: 20 }, numbers, size)).toHaveLength(0);
  });
});
