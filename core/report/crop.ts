import type { Raster } from '../tensor/raster';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a picture worth printing: the window in which the outputs differ most from one another
 * (sum over pixels of the spread of the first channel and of the last one), searched on a coarse grid.
 * `pictures` have one size; the window keeps to it when the picture is smaller.
 */
export function interestingCrop(pictures: readonly Raster[], width: number, height: number): Rect {
  const first = pictures[0];
  if (first === undefined) return { x: 0, y: 0, width, height };
  const cropWidth = Math.min(width, first.width);
  const cropHeight = Math.min(height, first.height);
  const sums = spreadSums(pictures, first);
  const stepX = Math.max(1, Math.floor(cropWidth / 8));
  const stepY = Math.max(1, Math.floor(cropHeight / 8));
  const stride = first.width + 1;
  let best = { x: 0, y: 0, sum: -1 };
  for (let y = 0; y + cropHeight <= first.height; y += stepY) {
    for (let x = 0; x + cropWidth <= first.width; x += stepX) {
      const sum =
        sums[(y + cropHeight) * stride + x + cropWidth]! -
        sums[y * stride + x + cropWidth]! -
        sums[(y + cropHeight) * stride + x]! +
        sums[y * stride + x]!;
      if (sum > best.sum) best = { x, y, sum };
    }
  }
  return { x: best.x, y: best.y, width: cropWidth, height: cropHeight };
}

/** Summed-area table of the spread max - min over the pictures, one row and column larger than the picture. */
function spreadSums(pictures: readonly Raster[], { width, height, channels }: Raster): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  const last = channels - 1;
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      row += spread(pictures, at) + (last > 0 ? spread(pictures, at + last) : 0);
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row;
    }
  }
  return sums;
}

function spread(pictures: readonly Raster[], at: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (const picture of pictures) {
    const value = picture.data[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}
