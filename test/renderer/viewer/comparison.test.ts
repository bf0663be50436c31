// @vitest-environment node
import { expect, test, vi } from 'vitest';
import { computed, nextTick, shallowRef } from 'vue';
import { createComparison } from '@renderer/viewer/comparison';
import type { PaneModel } from '@renderer/viewer/paneModel';
import type { PicturePool, PoolPicture } from '@renderer/viewer/picturePool';
import { createPreferences, createTransient } from '@renderer/viewer/viewerState';

const pane = (key: string): PaneModel => ({
  key,
  role: key === 'reference' ? 'reference' : 'method',
  title: key,
  chip: '',
  methodId: '',
  url: key,
  width: 4,
  height: 3,
  channels: 3,
  state: 'done',
});
const pictureOf = (id: string): PoolPicture => ({
  id,
  url: id,
  worker: 0,
  peak: undefined,
  status: 'ready',
  facts: { width: 4, height: 3, channels: 3, bitDepth: 8, levels: 1 },
  message: '',
});

test('maps are made of what panes or a chart show, and given up only once neither does', async () => {
  const kept: string[][] = [];
  const pool = {
    differences: new Map(),
    wantDifference: vi.fn(),
    giveUp: (wanted: ReadonlySet<string>) => kept.push([...wanted]),
  } as unknown as PicturePool;
  const panes = shallowRef([pane('reference'), pane('a')]);
  const preferences = createPreferences({ layout: 'difference', errorKind: 'signed', channel: 'rgb' });
  const reference = computed(() => panes.value[0] ?? null);
  const comparison = createComparison({
    preferences,
    transient: createTransient(),
    panes,
    reference,
    pool,
    pictureOf,
  });
  const [shown, charted] = ['a-reference-signed-rgb', 'a-reference-absolute-rgb'];
  expect(kept.at(-1)).toEqual([shown]);
  comparison.charted.value = { kind: 'absolute', channel: 'rgb' };
  await nextTick();
  expect(kept.at(-1)).toEqual([shown, charted]);
  preferences.layout = 'grid';
  await nextTick();
  expect(kept.at(-1)).toEqual([charted]);
  comparison.charted.value = null;
  await nextTick();
  expect(kept.at(-1)).toEqual([]);
  expect(vi.mocked(pool.wantDifference).mock.calls.map(([, , { key }]) => key)).toEqual([
    shown,
    shown,
    charted,
    charted,
  ]);
});
