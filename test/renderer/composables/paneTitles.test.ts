import { describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { arrange, panesShown } from '@renderer/viewer/arrangement';
import { createDrawing } from '@renderer/viewer/drawing';
import { createTransient, createPreferences } from '@renderer/viewer/viewerState';
import type { PaneModel } from '@renderer/viewer/paneModel';
import { PLAIN_TONE } from '@renderer/viewer/math/tone';
import { distanceToBest } from '@renderer/format/metricColumns';

describe('a pane beside the best', () => {
  it('is best only where it is equal as shown', () => {
    expect(distanceToBest(31.834, 31.83, 2)).toEqual({ kind: 'best' });
    expect(distanceToBest(31.5, 31.83, 2)).toEqual({ kind: 'behind', by: -0.33 });
  });
  it('has no distance to infinity, and infinity is as good as infinity', () => {
    expect(distanceToBest(40, Infinity, 2)).toEqual({ kind: 'apart' });
    expect(distanceToBest(Infinity, Infinity, 2)).toEqual({ kind: 'best' });
    expect(distanceToBest(-Infinity, 40, 2)).toEqual({ kind: 'apart' });
  });
});

const pane = (key: string, role: PaneModel['role']): PaneModel => ({
  key,
  role,
  title: key,
  chip: '',
  methodId: '',
  url: key,
  width: 40,
  height: 30,
  channels: 3,
  state: 'done',
});

describe('peeking and blinking', () => {
  const panes = [pane('reference', 'reference'), pane('input', 'input'), pane('a', 'method'), pane('b', 'method')];
  const transient = createTransient();
  const preferences = createPreferences();
  const shown = shallowRef(panes[0]!);
  const place = { width: 400, height: 300, ratio: 1, device: { width: 400, height: 300 } };
  const cells = arrange(panesShown(panes, 'grid', 'a', null, false), place, 1, 4 / 3, 0);
  const cellOf = (key: string) => cells.find((cell) => cell.pane.key === key)!;
  const { paneIn } = createDrawing({
    preferences,
    transient,
    area: shallowRef(place),
    theme: { background: 0 },
    selection: { input: shallowRef(panes[1]!), reference: shown, other: shallowRef(panes[3]!) },
    pictures: { grid: shallowRef({ width: 40, height: 30 }), pictureOf: () => null },
    comparison: {},
    tone: shallowRef(PLAIN_TONE),
    pool: {},
    offsetOf: () => ({ x: 0, y: 0 }),
    focus: shallowRef(null),
  } as unknown as Parameters<typeof createDrawing>[0]);

  it('a place is named and valued by the picture that is seen in it', () => {
    expect(paneIn(cellOf('a'), false).key).toBe('a');
    // In the grid every place shows the reference; the small input comes on its own key.
    transient.peek = 'other';
    expect(paneIn(cellOf('a'), false).key).toBe('reference');
    shown.value = panes[3]!;
    expect(paneIn(cellOf('a'), false).key).toBe('b');
    transient.peek = 'input';
    expect(paneIn(cellOf('b'), false).key).toBe('input');
    transient.peek = 'other';
    preferences.layout = 'difference';
    expect(paneIn(cellOf('a'), false).key).toBe('a');
    preferences.layout = 'one';
    expect(paneIn(cellOf('a'), false).key).toBe('b');
  });
});
