import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';
import type { Size } from '../tensor/options';

/** `112,112` or `112x112` */
export function readSize(name: string, text: string | undefined): Size {
  const [, height, width] = /^(\d+)[,x×](\d+)$/.exec(text ?? '') ?? [];
  const size: Size = [Number(height), Number(width)];
  if (size.every((n) => Number.isSafeInteger(n) && n >= 1)) return size;
  throw invalidParameter(`--${name}`, message('expected-size'), text);
}

/** Whole numbers with "x" or "," between them. */
export function readShape(text: string): readonly number[] {
  const sizes = text.split(/[xX×,]/).map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  const isShape =
    sizes.length >= 2 && sizes.length <= 6 && sizes.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!isShape) throw invalidParameter('--input', message('expected-shape'), text);
  return sizes;
}
