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
