import { message, type Message } from '../messages';
import type { PhaseKernel } from './phaseKernel';

/** Shifts below this are rounding of the weights, or of a fit, whose kernels grow with the stride. */
const noticeable = (stride: number): number => Math.max(0.05, stride / 100);

/**
 * Half-pixel centres put input pixel n at output position s n + (s-1)/2; the kernel puts it at s n + centroid - padding.
 * The difference, [y, x] in output pixels (positive = down, right). Null when the weights nearly cancel and have no centroid.
 */
export function shiftOf({ kernel, stride, padding }: PhaseKernel): [number, number] | null {
  const [, , height = 1, width = 1] = kernel.shape;
  let sum = 0;
  let magnitude = 0;
  const moment = [0, 0] as [number, number];
  for (let i = 0; i < kernel.data.length; i++) {
    const value = kernel.data[i]!;
    sum += value;
    magnitude += Math.abs(value);
    moment[0] += value * (Math.floor(i / width) % height);
    moment[1] += value * (i % width);
  }
  if (Math.abs(sum) < 0.1 * magnitude || magnitude === 0) return null;
  const centre = (stride - 1) / 2;
  return [clean(moment[0] / sum - padding[0] - centre), clean(moment[1] / sum - padding[1] - centre)];
}

/** Takes the rounding of float32 weights off, so that a centred kernel says 0. */
function clean(value: number): number {
  return Math.round(value * 1e5) / 1e5 + 0;
}

/** The warning for a noticeable shift, or null. */
export function shiftSentence(shift: readonly [number, number] | null, stride: number): Message | null {
  const least = noticeable(stride);
  if (!shift || Math.max(Math.abs(shift[0]), Math.abs(shift[1])) < least) return null;
  const [y, x] = shift;
  const parts = [
    Math.abs(y) >= least && shiftedBy(y, y < 0 ? 'up' : 'down'),
    Math.abs(x) >= least && shiftedBy(x, x < 0 ? 'left' : 'right'),
  ].filter((part) => part !== false);
  return message('samples-shifted', { by: parts, stride });
}

function shiftedBy(pixels: number, towards: 'up' | 'down' | 'left' | 'right'): Message {
  return message('shifted-by', { pixels: Math.abs(pixels), towards: message(towards) });
}

/** alignCorners maps the outermost samples onto the outermost pixels: right in the centre, (s-1)/2 off at the border. */
export function alignCornersShift(scale: number): Message {
  return message('corners-stretch', { pixels: (scale - 1) / 2 });
}
