import { invalidParameter, UpbenchError } from '../tensor/errors';
import type { Raster } from '../tensor/raster';
import type { Rectangle } from './metric';

/** A pair made comparable: same size, channels and bit depth; `notes` say what was done for that. */
export interface AlignedPair {
  readonly reference: Raster;
  readonly picture: Raster;
  readonly notes: readonly string[];
}

/**
 * Grey against colour: the grey one is repeated in three channels. 8 against 16 bit: the 8-bit one times 257. Both are exact.
 * Different sizes are refused with both sizes.
 */
export function alignPair(reference: Raster, picture: Raster): AlignedPair {
  if (reference.width !== picture.width || reference.height !== picture.height) {
    throw new UpbenchError(
      'size-mismatch',
      `Expected two pictures of the same size but the reference is ${reference.width}×${reference.height} and the picture ${picture.width}×${picture.height}.`,
    );
  }
  const notes: string[] = [];
  const channels = Math.max(reference.channels, picture.channels);
  const bitDepth = Math.max(reference.bitDepth, picture.bitDepth);
  const align = (raster: Raster, who: string): Raster => {
    let result = raster;
    if (result.channels < channels) {
      result = greyToColour(result);
      notes.push(`The ${who} is grey: its channel was compared with all three of the other.`);
    }
    if (result.bitDepth < bitDepth) {
      result = {
        ...result,
        bitDepth: 16,
        data: Uint16Array.from(result.data, (value) => value * 257),
      };
      notes.push(`The ${who} has 8 bits per channel: its values were multiplied by 257 for the comparison.`);
    }
    return result;
  };
  return {
    reference: align(reference, 'reference'),
    picture: align(picture, 'picture'),
    notes,
  };
}

function greyToColour(raster: Raster): Raster {
  const data = raster.bitDepth === 8 ? new Uint8Array(raster.data.length * 3) : new Uint16Array(raster.data.length * 3);
  for (let i = 0; i < raster.data.length; i++) data.fill(raster.data[i]!, 3 * i, 3 * i + 3);
  return { ...raster, channels: 3, data };
}

/** A copy of a part of the raster, without alpha. */
export function cutRaster(raster: Raster, { x, y, width, height }: Rectangle): Raster {
  const { channels, bitDepth } = raster;
  const length = width * height * channels;
  const data = bitDepth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * raster.width + x) * channels;
    data.set(raster.data.subarray(start, start + width * channels), row * width * channels);
  }
  return { width, height, channels, bitDepth, data };
}

/** Without a border of 4 `scale` pixels, at most a quarter of each side: what no border treatment reaches. */
export function interiorOf({ width, height }: Pick<Raster, 'width' | 'height'>, scale: number): Rectangle {
  const x = Math.min(4 * scale, Math.floor(width / 4));
  const y = Math.min(4 * scale, Math.floor(height / 4));
  return { x, y, width: width - 2 * x, height: height - 2 * y };
}

/** "interior (8 px left out on every side)". */
export function interiorWords({ x, y }: Rectangle): string {
  return x === y
    ? `interior (${x} px left out on every side)`
    : `interior (${x} px left out at left and right, ${y} above and below)`;
}

/** Refuses a region of interest that is not whole numbers or not inside the picture. */
export function checkRoi(roi: Rectangle, { width, height }: Pick<Raster, 'width' | 'height'>): void {
  const { x, y } = roi;
  const whole = [x, y, roi.width, roi.height].every(Number.isInteger);
  if (!whole || x < 0 || y < 0 || roi.width < 1 || roi.height < 1 || x + roi.width > width || y + roi.height > height) {
    throw invalidParameter(
      'roi',
      `x,y,w,h inside the picture of ${width}×${height}`,
      `${x},${y},${roi.width},${roi.height}`,
    );
  }
}
