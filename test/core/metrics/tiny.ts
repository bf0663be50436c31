import { say } from '@core/messages';
import { protocols, type Metric, type MetricOptions, type MetricValue } from '@core/metrics';
import type { Raster } from '@core/tensor/raster';

/** A grey picture from its rows, small enough to be worked out by hand. */
export function grey(rows: readonly (readonly number[])[], bitDepth: 8 | 16 = 8): Raster {
  const values = rows.flat();
  const data = bitDepth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  return { width: rows[0]?.length ?? 0, height: rows.length, channels: 1, bitDepth, data };
}

/** A colour picture of one row from its pixels. */
export function pixels(...colours: readonly (readonly [number, number, number])[]): Raster {
  return { width: colours.length, height: 1, channels: 3, bitDepth: 8, data: Uint8Array.from(colours.flat()) };
}

/** The whole picture as every metric's paper defines it. */
export const WHOLE: MetricOptions = { crop: 0, scale: 2, protocol: 'saved-file', settings: protocols[0].settings };

/** What a metric answers where it has to have an answer. */
export function answerOf(
  metric: Metric,
  reference: Raster,
  picture: Raster,
  options: Partial<MetricOptions> = {},
  wantMap = false,
): MetricValue {
  const answer = metric.compute(reference, picture, { ...WHOLE, ...options }, wantMap);
  if ('unavailable' in answer) throw new Error(say(answer.unavailable));
  return answer;
}
