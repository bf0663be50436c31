import type { PaddingMode } from '../tensor/options';
import { elementCount } from '../tensor/tensor';
import type { ConvPlan } from './plan';

/** For each padded position the position it copies; the border cells repeat, mirror or wrap around the axis. */
function sources(size: number, before: number, after: number, mode: PaddingMode): Int32Array {
  const index = new Int32Array(before + size + after);
  for (let i = 0; i < index.length; i++) {
    const at = i - before;
    if (mode === 'replicate') index[i] = Math.min(Math.max(at, 0), size - 1);
    else if (mode === 'circular') index[i] = (at + size) % size;
    // reflect: without repeating the edge cell
    else index[i] = at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
  }
  return index;
}

/** A copy of every plane with its reflect, replicate or circular border, [N*C, H + pads, W + pads]. */
export function padPlanes(data: Float32Array, plan: ConvPlan): Float32Array {
  const rows = sources(plan.inH, plan.padding[0], plan.paddingAfter[0], plan.paddingMode);
  const columns = sources(plan.inW, plan.padding[1], plan.paddingAfter[1], plan.paddingMode);
  const planes = plan.batch * plan.inC;
  const padded = new Float32Array(elementCount([planes, rows.length, columns.length]));
  for (let p = 0, o = 0; p < planes; p++) {
    for (let i = 0; i < rows.length; i++) {
      const base = (p * plan.inH + rows[i]!) * plan.inW;
      for (let j = 0; j < columns.length; j++) padded[o++] = data[base + columns[j]!]!;
    }
  }
  return padded;
}
