// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { arrange, panesShown } from '@renderer/viewer/arrangement';
import { buildFrame, type FrameInput } from '@renderer/viewer/frameBuilder';
import { PLAIN_TONE } from '@renderer/viewer/math/tone';
import { regionBetween } from '@renderer/viewer/math/region';
import type { PaneModel } from '@renderer/viewer/paneModel';

const pane = (key: string, role: PaneModel['role'] = 'method', width = 400, height = 300): PaneModel => ({
  key,
  role,
  title: key,
  chip: '',
  methodId: '',
  url: key,
  width,
  height,
  channels: 3,
  state: 'done',
});
const panes = [pane('reference', 'reference'), pane('input', 'input', 100, 75), pane('a'), pane('b')];
const keys = (shown: ReturnType<typeof panesShown>): string[] =>
  shown.map(({ pane: { key }, other }) => (other ? `${key}|${other.key}` : key));

describe('layouts', () => {
  test('grid and difference show all, the input only when wanted', () => {
    expect(keys(panesShown(panes, 'grid', 'a', panes[0]!, false))).toEqual(['reference', 'a', 'b']);
    expect(keys(panesShown(panes, 'difference', 'a', panes[0]!, true))).toEqual(['reference', 'input', 'a', 'b']);
  });
  test('one shows the picked pane, wipe the picked and the other; the input stands beside', () => {
    expect(keys(panesShown(panes, 'one', 'b', panes[0]!, false))).toEqual(['b']);
    expect(keys(panesShown(panes, 'one', 'b', panes[0]!, true))).toEqual(['input', 'b']);
    expect(keys(panesShown(panes, 'wipe', 'b', panes[0]!, false))).toEqual(['b|reference']);
    expect(keys(panesShown(panes, 'wipe', 'reference', panes[0]!, false))).toEqual(['reference']);
  });
});

function input(change: Partial<FrameInput> = {}): FrameInput {
  const cells = arrange(panesShown(panes, 'grid', 'a', null, true), { width: 801, height: 601 }, 1, 4 / 3, 2);
  return {
    number: 1,
    canvas: { width: 801, height: 601 },
    ratio: 1,
    background: 222,
    cells,
    view: { scale: 2, x: 200, y: 150 },
    grid: { width: 400, height: 300 },
    offsetOf: () => ({ x: 0, y: 0 }),
    drawableOf: (cell) => ({ source: `image:${cell.pane.key}`, size: cell.pane, opacity: 1 }),
    wipe: { at: 0.25, axis: 'vertical' },
    channel: 'rgb',
    smooth: false,
    range: { low: 0, high: 64 },
    tone: PLAIN_TONE,
    cursor: null,
    framed: null,
    region: null,
    insets: [],
    ...change,
  };
}

describe('frames', () => {
  test('every pane shows the same place; the input is drawn that much larger', () => {
    const { items } = buildFrame(input());
    expect(items.map(({ source, scale }) => [source, scale])).toEqual([
      ['image:reference', 2],
      ['image:input', 8],
      ['image:a', 2],
      ['image:b', 2],
    ]);
    const inside = items.map(({ origin, clip }) => ({ x: origin.x - clip.x, y: origin.y - clip.y }));
    for (const origin of inside) expect(origin).toEqual(inside[0]);
  });

  test('the picture is centred over the strip, not under it', () => {
    const frame = buildFrame(input({ view: { scale: 0.5, x: 200, y: 150 } }));
    const { origin, clip } = frame.items[0]!;
    expect(origin.y - clip.y).toBe(Math.round((clip.height - 17 - 150) / 2));
  });

  test('a pane’s own shift stays when all move', () => {
    const offsetOf = (key: string) => (key === 'a' ? { x: 3, y: -2 } : { x: 0, y: 0 });
    for (const x of [200, 137.25]) {
      const { items } = buildFrame(input({ offsetOf, view: { scale: 2, x, y: 150 } }));
      expect(items[2]!.origin.x - items[0]!.origin.x).toBe(6);
      expect(items[2]!.origin.y - items[2]!.clip.y - (items[0]!.origin.y - items[0]!.clip.y)).toBe(-4);
    }
  });

  test('the cursor marks the middle of the same pixel in every pane', () => {
    const { overlays, items } = buildFrame(input({ cursor: { x: 210, y: 140 } }));
    const crosses = overlays.filter(({ kind }) => kind === 'cross');
    expect(crosses).toHaveLength(4);
    for (const [i, cross] of crosses.entries()) {
      if (cross.kind !== 'cross') continue;
      expect(cross.x - items[i]!.origin.x).toBe(210.5 * 2);
      expect(cross.y - items[i]!.origin.y).toBe(140.5 * 2);
    }
  });

  test('on pixels with numbers the cursor is a frame around its pixel, so that they stay readable', () => {
    const view = { scale: 60, x: 210.5, y: 140.5 };
    const { overlays, items } = buildFrame(input({ view, cursor: { x: 210, y: 140 } }));
    expect(overlays.map(({ kind }) => kind)).not.toContain('cross');
    const frames = overlays.flatMap((overlay) => (overlay.kind === 'frame' ? [overlay.rect] : []));
    expect(frames).toHaveLength(4);
    expect(frames[0]!.x - items[0]!.origin.x).toBe(210 * 60);
    expect(frames[0]).toMatchObject({ width: 60, height: 60 });
  });

  test('a pixel that is taken apart is framed in every picture, not in the input, however small it is', () => {
    const { overlays } = buildFrame(input({ framed: { x: 210, y: 140 } }));
    const frames = overlays.flatMap((overlay) => (overlay.kind === 'square' ? [overlay.rect] : []));
    expect(frames).toHaveLength(3);
    for (const frame of frames) expect(frame).toMatchObject({ width: 5, height: 5 });
    const view = { scale: 30, x: 210.5, y: 140.5 };
    const large = buildFrame(input({ view, framed: { x: 210, y: 140 } }));
    expect(large.overlays[0]).toMatchObject({ rect: { width: 30, height: 30 } });
  });

  test('a region is framed on pixel edges', () => {
    const { overlays, items } = buildFrame(input({ region: { x: 190, y: 140, width: 20, height: 10 } }));
    const frame = overlays.find(({ kind }) => kind === 'frame');
    expect(frame).toMatchObject({
      rect: { x: items[0]!.origin.x + 380, y: items[0]!.origin.y + 280, width: 40, height: 20 },
    });
  });

  test('a wipe divides the pane between two pictures that lie exactly on each other', () => {
    const cells = arrange(panesShown(panes, 'wipe', 'a', panes[0]!, false), { width: 801, height: 600 }, 1, 4 / 3, 0);
    const frame = buildFrame(
      input({
        cells,
        drawableOf: (cell, second) => ({ source: second ? 'image:other' : 'image:a', size: cell.pane, opacity: 1 }),
      }),
    );
    const [left, right] = frame.items;
    expect(left!.clip.width).toBe(Math.round(801 * 0.25));
    expect(right!.clip.x).toBe(left!.clip.width);
    expect(left!.clip.width + right!.clip.width).toBe(801);
    expect(right!.origin).toEqual(left!.origin);
  });

  test('what has no picture is not drawn', () => {
    expect(buildFrame(input({ drawableOf: () => null })).items).toEqual([]);
  });
});

describe('regions', () => {
  const picture = { width: 100, height: 50 };
  test('cover all touched pixels, in any direction of the drag, inside the picture', () => {
    expect(regionBetween({ x: 10.2, y: 5.9 }, { x: 19.5, y: 8 }, picture)).toEqual({
      x: 10,
      y: 5,
      width: 10,
      height: 3,
    });
    expect(regionBetween({ x: 19.5, y: 8 }, { x: 10.2, y: 5.9 }, picture)).toEqual({
      x: 10,
      y: 5,
      width: 10,
      height: 3,
    });
    expect(regionBetween({ x: -40, y: 45 }, { x: 500, y: 500 }, picture)).toEqual({
      x: 0,
      y: 45,
      width: 100,
      height: 5,
    });
    expect(regionBetween({ x: 7, y: 7 }, { x: 7, y: 7 }, picture)).toEqual({ x: 7, y: 7, width: 1, height: 1 });
  });
});
