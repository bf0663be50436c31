import { message, say, type Language, type Message, type Said } from '../messages';
import type { Raster } from '../tensor/raster';
import { maxValue } from '../tensor/raster';

/** How a number was made: definition, constants, crop, range, rounding, one part after the other. */
export type Receipt = readonly Said[];

/** PSNR-Y | BT.601 16-235 | crop 2 | range 255 | not rounded: the parts that are there, in order. */
export function receipt(...parts: readonly (Said | undefined)[]): Receipt {
  return parts.filter((part) => part !== undefined);
}

/** "PSNR-Y, BT.601 16-235, crop 2, range 255, not rounded" */
export function receiptText(made: Receipt, language: Language = 'en'): string {
  return made.map((part) => say(part, language)).join(language === 'en' ? ', ' : '，');
}

export function cropPart(pixels: number): Message {
  return message('receipt-crop', { pixels });
}

/** The receipt with `part` in place of what it says of the crop. */
export function withPlace(made: Receipt, part: Message): Receipt {
  return made.map((one) => (isOf(one, 'receipt-crop') ? part : one));
}

/** Whether a receipt says already that the range is 0..max. */
export function saysRange(made: Receipt, max: number): boolean {
  return made.some((one) => isOf(one, 'receipt-range') && one.values['max'] === max);
}

function isOf(part: Said, code: Message['code']): part is Message {
  return typeof part !== 'string' && part.code === code;
}

/** "range 255", "range 65535", "range 4095", "range 1". */
export function rangePart(raster: Raster): Message {
  return message('receipt-range', { max: maxValue(raster) });
}

/** Unit of the error metrics: 0..255 whatever the range. */
export function unitPart(raster: Raster): Message {
  const max = maxValue(raster);
  if (max === 255) return message('receipt-units');
  return max === 65535 ? message('receipt-units-16-bit') : message('receipt-units-of-range', { max });
}

/** "all channels" or "grey". */
export function channelPart(raster: Raster): Message {
  return message(raster.channels === 1 ? 'receipt-grey' : 'receipt-all-channels');
}
