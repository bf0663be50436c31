import type { PaddingMode } from '../tensor/options';
import { allocate } from '../tensor/tensor';
import type { ConvPlan } from './plan';

/** For each padded position the position it copies, -1 for a zero; mirrored and wrapped cells lie within the axis. */
function sources(size: number, before: number, after: number, mode: PaddingMode): Int32Array {
  const index = new Int32Array(before + size + after);
  for (let i = 0; i < index.length; i++) {
    const at = i - before;
    if (at >= 0 && at < size) index[i] = at;
    else if (mode === 'zeros') index[i] = -1;
    else if (mode === 'replicate') index[i] = at < 0 ? 0 : size - 1;
    else if (mode === 'circular') index[i] = (at + size) % size;
    // reflect: without repeating the edge cell
    else index[i] = at < 0 ? -at : 2 * (size - 1) - at;
  }
  return index;
}

interface PaddedPlanes {
  /** [N*C, height, width] */
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** Every plane with its border; the data itself where there is none. */
export function padPlanes(data: Float32Array, plan: ConvPlan): PaddedPlanes {
  const { inH, inW, padding, paddingAfter, paddingMode } = plan;
  const rows = sources(inH, padding[0], paddingAfter[0], paddingMode);
  const columns = sources(inW, padding[1], paddingAfter[1], paddingMode);
  const height = rows.length;
  const width = columns.length;
  if (height === inH && width === inW) return { data, height, width };
  const planes = plan.batch * plan.inC;
  const padded = allocate([planes, height, width]);
  for (let p = 0, o = 0; p < planes; p++) {
    for (let i = 0; i < height; i++, o += width) {
      if (rows[i]! < 0) continue;
      const base = (p * inH + rows[i]!) * inW;
      for (let j = 0; j < width; j++) if (columns[j]! >= 0) padded[o + j] = data[base + columns[j]!]!;
    }
  }
  return { data: padded, height, width };
}
