import { message, type Message } from '../messages';
import { invalidParameter, UpbenchError } from '../tensor/errors';
import { formOf, makeSamples, maxValue, type Raster, type ValueForm } from '../tensor/raster';
import type { Rectangle } from './rectangle';

/** A pair made comparable: same size, channels and bit depth; `notes` say what was done for that. */
export interface AlignedPair {
  readonly reference: Raster;
  readonly picture: Raster;
  readonly notes: readonly Message[];
}

/**
 * Grey against colour: the grey one is repeated in all channels. 8 against 16 bit: the 8-bit one times 257. Both are exact.
 * Ranges that are no whole multiples of one another, and whole numbers against floats, meet as floats.
 * Different sizes are refused with both sizes.
 */
export function alignPair(reference: Raster, picture: Raster): AlignedPair {
  if (reference.width !== picture.width || reference.height !== picture.height) {
    throw new UpbenchError(
      'size-mismatch',
      message('pair-of-two-sizes', {
        reference: `${reference.width}×${reference.height}`,
        picture: `${picture.width}×${picture.height}`,
      }),
    );
  }
  if (reference.channels !== picture.channels && Math.min(reference.channels, picture.channels) !== 1)
    throw new UpbenchError(
      'size-mismatch',
      message('unequal-channels', { reference: reference.channels, picture: picture.channels }),
    );
  const notes: Message[] = [];
  const channels = Math.max(reference.channels, picture.channels);
  const common = commonForm(reference, picture);
  const align = (raster: Raster, who: Message): Raster => {
    let result = raster;
    if (result.channels < channels) {
      result = repeatGrey(result, channels);
      notes.push(message('note-grey-repeated', { who, channels }));
    }
    if (result.bitDepth === common.bitDepth && maxValue(result) === maxValue(common)) return result;
    // Floats that state no range are in that of the other.
    if (result.bitDepth === 32 && result.peak === undefined) return { ...result, ...common };
    const factor = maxValue(common) / maxValue(result);
    if (common.bitDepth === 16) notes.push(message('note-8-bit-multiplied', { who, factor }));
    else notes.push(message('note-range-brought', { who, from: maxValue(result), to: maxValue(common) }));
    return inForm(result, common);
  };
  return {
    reference: align(reference, message('pair-reference')),
    picture: align(picture, message('pair-picture')),
    notes,
  };
}

/** The form both pictures can be brought to: exactly where one range is a whole multiple of the other, else floats. */
function commonForm(a: Raster, b: Raster): ValueForm {
  const [small, large] = maxValue(a) <= maxValue(b) ? [a, b] : [b, a];
  if (a.bitDepth === 32 && b.bitDepth === 32) return formOf(a.peak === undefined ? b : a);
  if (a.bitDepth === 32 || b.bitDepth === 32) return formOf(a.bitDepth === 32 ? a : b);
  return maxValue(large) % maxValue(small) === 0 ? formOf(large) : { bitDepth: 32 };
}

/** The same picture with its values brought to another range: white becomes white. */
export function inForm(raster: Raster, form: ValueForm): Raster {
  const factor = maxValue(form) / maxValue(raster);
  const data = makeSamples(form.bitDepth, raster.data.length);
  // Divided where that is exact: 51 / 255 is the float nearest to 0.2, 51 * (1 / 255) need not be.
  if (factor >= 1) for (let i = 0; i < data.length; i++) data[i] = raster.data[i]! * factor;
  else for (let i = 0; i < data.length; i++) data[i] = (raster.data[i]! * maxValue(form)) / maxValue(raster);
  const { width, height, channels } = raster;
  return { width, height, channels, ...formOf(form), data };
}

/** The one channel of a grey picture in each of so many. */
export function repeatGrey(raster: Raster, channels: number): Raster {
  const data = makeSamples(raster.bitDepth, raster.data.length * channels);
  for (let i = 0; i < raster.data.length; i++) data.fill(raster.data[i]!, channels * i, channels * (i + 1));
  return { ...raster, channels, data };
}

/** Without a border of 4 `scale` pixels, at most a quarter of each side: what no border treatment reaches. */
export function interiorOf({ width, height }: Pick<Raster, 'width' | 'height'>, scale: number): Rectangle {
  const x = Math.min(4 * scale, Math.floor(width / 4));
  const y = Math.min(4 * scale, Math.floor(height / 4));
  return { x, y, width: width - 2 * x, height: height - 2 * y };
}

/** "interior (8 px left out on every side)". */
export function interiorPart({ x, y }: Rectangle): Message {
  return message('receipt-interior', { x, y });
}

/** Refuses a region of interest that is not whole numbers or not inside the picture. */
export function checkRoi(roi: Rectangle, { width, height }: Pick<Raster, 'width' | 'height'>): void {
  const { x, y } = roi;
  const whole = [x, y, roi.width, roi.height].every(Number.isInteger);
  if (!whole || x < 0 || y < 0 || roi.width < 1 || roi.height < 1 || x + roi.width > width || y + roi.height > height) {
    throw invalidParameter(
      'roi',
      message('roi-inside', { size: `${width}×${height}` }),
      `${x},${y},${roi.width},${roi.height}`,
    );
  }
}
