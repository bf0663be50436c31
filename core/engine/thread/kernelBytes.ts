import { resizeByWholeTaps } from '../../dialects/bytes';
import type { FastOperators } from '../../kernels';
import type { WholeTapsResizer } from '../../ops/wholeTaps';

/** Channels that the kernel takes. */
const MOST_CHANNELS = 4;

/** Sums of bytes by whole weights by the kernels: the same bytes as the portable loops. */
export function wholeTapsBy({ resizeBytes }: Pick<FastOperators, 'resizeBytes'>): WholeTapsResizer {
  return (x, taps) => {
    const { planes, height, width } = x;
    if (planes > MOST_CHANNELS) return resizeByWholeTaps(x, taps);
    const pixels = height * width;
    const data = new Uint8Array(pixels * planes);
    for (let c = 0, i = 0; c < planes; c++) for (let at = c; at < data.length; at += planes) data[at] = x.data[i++]!;
    const made = resizeBytes({ width, height, channels: planes, data }, taps);
    const size = { height: taps.rows.start.length - 1, width: taps.columns.start.length - 1 };
    const out = new Float64Array(made.length);
    for (let c = 0, i = 0; c < planes; c++) for (let at = c; at < made.length; at += planes) out[i++] = made[at]!;
    return { planes, ...size, data: out };
  };
}
