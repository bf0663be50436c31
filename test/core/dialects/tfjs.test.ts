import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findDialect, identifyRules } from '@core/dialects';
import type { NpyArray } from '@core/tensor/npy';

interface Golden {
  readonly kind: 'bilinear' | 'nearest' | 'crop bilinear' | 'crop nearest';
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: readonly [number, number];
  readonly y: readonly number[];
}
const { x, cases } = JSON.parse(readFileSync(new URL('../../goldens/dialects/tfjs.json', import.meta.url), 'utf8')) as {
  x: number[];
  cases: Golden[];
};
const array = (shape: readonly number[], data: readonly number[]): NpyArray => ({
  shape,
  type: 'f4',
  data: Float32Array.from(data),
});

/** What TensorFlow calls the same. */
const NAMES: Readonly<Record<string, string>> = {
  'bilinear false false': 'tensorflow1:bilinear',
  'bilinear true false': 'tensorflow1:bilinear align_corners=True',
  'bilinear false true': 'tensorflow:bilinear',
  'nearest false false': 'tensorflow1:nearest_neighbor',
  'nearest true false': 'tensorflow1:nearest_neighbor align_corners=True',
  'nearest false true': 'tensorflow:nearest',
  'crop bilinear false false': 'tensorflow:crop_and_resize bilinear',
  'crop nearest false false': 'tensorflow:crop_and_resize nearest',
};

it.each(cases)(
  'TensorFlow.js $kind, alignCorners $alignCorners, halfPixelCenters $halfPixelCenters, to $size',
  (golden) => {
    const { kind, alignCorners, halfPixelCenters, size, y } = golden;
    const name = NAMES[`${kind} ${String(alignCorners)} ${String(halfPixelCenters)}`]!;
    const { rules } = identifyRules(array([7, 9], x), array(size, y));
    expect(rules.flatMap(({ names }) => names)).toContain(name);
    expect(findDialect(name).verified).toContain('TensorFlow.js');
  },
);
