import { expect, test } from 'vitest';
import { deviceSize } from '@renderer/viewer/useStageSize';

const entry = (inlineSize: number, blockSize: number) => ({ devicePixelContentBoxSize: [{ inlineSize, blockSize }] });

test('the browser knows how a fractional size is rounded', () => {
  expect(deviceSize({ width: 300.4, height: 200.4 }, 1.5, entry(450, 301))).toEqual({ width: 450, height: 301 });
});

test('a count in pixels of another ratio is none of this page', () => {
  expect(deviceSize({ width: 600, height: 300 }, 2, entry(600, 300))).toEqual({ width: 1200, height: 600 });
  expect(deviceSize({ width: 600, height: 300 }, 2, {})).toEqual({ width: 1200, height: 600 });
});
