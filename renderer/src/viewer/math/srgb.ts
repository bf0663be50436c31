/** The transfer function of sRGB (IEC 61966-2-1). Encoded and linear values are 0..1, and go on beyond. */
export function toLinear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

export function toEncoded(linear: number): number {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Linear light of every value 0..largest of a file whose white is `white`. */
export function linearTable(largest: 255 | 65535, white: number = largest): Float32Array {
  return Float32Array.from({ length: largest + 1 }, (_, i) => toLinear(i / white));
}

/** Steps of the table below: fine enough that rounding to 8 bits is off by under 0.06 of a step, even in the darks. */
const ENCODE_STEPS = 65535;
let encodeTable: Uint8Array | null = null;

/** Nearest 8-bit encoded value for each of 65536 steps of linear light; index with `round(linear * 65535)`. */
export function encodeTable8(): Uint8Array {
  encodeTable ??= Uint8Array.from({ length: ENCODE_STEPS + 1 }, (_, i) =>
    Math.round(toEncoded(i / ENCODE_STEPS) * 255),
  );
  return encodeTable;
}

/** BT.601 luma of encoded R, G, B in their own unit, full range. */
export function luma(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}
