import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../upsamplers';
import type { Experiment } from './schema';

/** The factor and, where it is none, the size; a size that is a multiple is a factor. */
export function targetOf(
  { scale, size }: Pick<Experiment, 'scale' | 'size'>,
  height: number,
  width: number,
): { readonly scale: number; readonly size: readonly [number, number] | undefined } {
  if (size === undefined) return { scale, size: undefined };
  const factor = size.height / height;
  const isWhole = Number.isInteger(factor) && factor === size.width / width;
  if (isWhole && factor >= SMALLEST_SCALE && factor <= LARGEST_SCALE) return { scale: factor, size: undefined };
  if (size.height < height || size.width < width)
    throw new UpbenchError(
      'size-mismatch',
      message('size-not-smaller', { wanted: `${size.width}×${size.height}`, input: `${width}×${height}` }),
      { parameter: 'size' },
    );
  const nearest = Math.round(Math.max(factor, size.width / width));
  return { scale: Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, nearest)), size: [size.height, size.width] };
}
