import type { Taps } from '../ops/interpolateAxis';
import { applyTaps, borderIndex, resampleByRule, type ResampledSize, type Samples } from '../ops/resampler';
import type { ResampleRule } from '../ops/resampleRule';
import type { WholeTapsResizer } from '../ops/wholeTaps';
import { extremesOf } from '../tensor/raster';
import { resizeBytes } from './bytes';
import type { Dialect } from './table';

/** The rule that applies: some functions have another one for downsampling. */
export function ruleInForce(
  { rule, smaller }: Pick<Dialect, 'rule' | 'smaller'>,
  from: ResampledSize,
  to: ResampledSize,
): ResampleRule {
  return smaller && to.height <= from.height && to.width <= from.width ? smaller : rule;
}

/** `x` resized as the row says; rows of bytes take and give whole numbers 0..255. */
export function applyDialect(
  dialect: Dialect,
  x: Samples,
  size: ResampledSize,
  byWholeTaps?: WholeTapsResizer,
): Samples {
  const rule = ruleInForce(dialect, x, size);
  const arithmetic = rule === dialect.smaller ? (dialect.smallerBytes ?? dialect.bytes) : dialect.bytes;
  if (arithmetic) return resizeBytes(x, size, rule, arithmetic, byWholeTaps);
  const made = resampleByRule(dialect.smoothed ? smoothed(x, size) : x, size, rule);
  return dialect.clamped ? clamped(made, x) : made;
}

function clamped(made: Samples, x: Samples): Samples {
  const { least, most } = extremesOf(x);
  return { ...made, data: made.data.map((value) => Math.min(most, Math.max(least, value))) };
}

/** A Gaussian of sigma (step - 1) / 2 on each axis that is made smaller, cut off at four sigmas, c b | a b c. */
function smoothed(x: Samples, { height, width }: ResampledSize): Samples {
  return applyTaps(x, { rows: gaussianTaps(x.height, height), columns: gaussianTaps(x.width, width) });
}

function gaussianTaps(inSize: number, outSize: number): Taps {
  const sigma = Math.max(0, (inSize / outSize - 1) / 2);
  const radius = Math.floor(4 * sigma + 0.5);
  const count = 2 * radius + 1;
  const curve = Array.from({ length: count }, (_, k) =>
    sigma === 0 ? 1 : Math.exp(-((k - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = curve.reduce((sum, w) => sum + w, 0);
  return {
    start: Int32Array.from({ length: inSize + 1 }, (_, d) => d * count),
    index: Int32Array.from({ length: inSize * count }, (_, t) =>
      borderIndex(Math.floor(t / count) + (t % count) - radius, inSize, 'reflect'),
    ),
    weight: Float64Array.from({ length: inSize * count }, (_, t) => curve[t % count]! / total),
  };
}
