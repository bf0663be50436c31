import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';

/** Whole numbers with "x" or "," between them. */
export function readShape(text: string): readonly number[] {
  const sizes = text.split(/[xX×,]/).map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  const isShape =
    sizes.length >= 2 && sizes.length <= 6 && sizes.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!isShape) throw invalidParameter('--input', message('expected-shape'), text);
  return sizes;
}
