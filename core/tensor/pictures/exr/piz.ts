/**
 * PIZ: values in a table of those that occur, a Haar wavelet of whole numbers, and Huffman codes of at most 58 bits.
 * Of 16-bit halves; 32-bit values are two of them.
 */

/** Rows of a channel within the block. */
interface Plane {
  readonly width: number;
  readonly height: number;
  /** Halves to a value: 1 or 2. */
  readonly size: number;
}

const VALUES = 65_536;
/** The symbol after the last one stands for a run of the value before. */
const SYMBOLS = VALUES + 1;
/** Longer codes than these would need more digits than a number has; no encoder makes them from so few values. */
const LONGEST_CODE = 50;
const SHORT_RUN = 59;
const LONG_RUN = 63;

/** The planes' halves one after the other. */
export function decodePiz(bytes: Uint8Array, planes: readonly Plane[], fail: () => Error): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw fail();
  const [first, last] = [view.getUint16(0, true), view.getUint16(2, true)];
  let at = 4;
  const bitmap = new Uint8Array(VALUES / 8);
  if (first <= last) {
    const length = last - first + 1;
    if (last >= bitmap.length || at + length > bytes.length) throw fail();
    bitmap.set(bytes.subarray(at, at + length), first);
    at += length;
  }
  const table = new Uint16Array(VALUES);
  let count = 0;
  for (let value = 0; value < VALUES; value++)
    if (value === 0 || (bitmap[value >> 3]! & (1 << (value & 7))) !== 0) table[count++] = value;
  if (at + 4 > bytes.length) throw fail();
  const length = view.getInt32(at, true);
  at += 4;
  if (length < 0 || at + length > bytes.length) throw fail();
  const total = planes.reduce((sum, { width, height, size }) => sum + width * height * size, 0);
  const halves = decodeHuffman(bytes.subarray(at, at + length), total, fail);
  let from = 0;
  for (const { width, height, size } of planes) {
    for (let part = 0; part < size; part++)
      decodeWavelet(halves, { from: from + part, nx: width, ox: size, ny: height, oy: width * size }, count - 1);
    from += width * height * size;
  }
  for (let i = 0; i < halves.length; i++) halves[i] = table[halves[i]!]!;
  return halves;
}

/** Bits of the highest place first. */
class Bits {
  private at = 0;
  constructor(
    private readonly bytes: Uint8Array,
    private readonly end: number,
    private readonly fail: () => Error,
  ) {}
  get position(): number {
    return this.at;
  }
  one(): number {
    if (this.at >= this.end) throw this.fail();
    const bit = (this.bytes[this.at >> 3]! >> (7 - (this.at & 7))) & 1;
    this.at++;
    return bit;
  }
  many(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.one();
    return value;
  }
}

/** Codes of one length: they follow one another, in the order of their symbols. */
interface CodesOfLength {
  readonly first: number;
  readonly symbols: number[];
}

function decodeHuffman(bytes: Uint8Array, total: number, fail: () => Error): Uint16Array {
  if (total === 0) return new Uint16Array(0);
  if (bytes.length < 20) throw fail();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [least, most, bits] = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(12, true)];
  if (least >= SYMBOLS || most >= SYMBOLS || least > most) throw fail();
  const lengthBits = new Bits(bytes.subarray(20), (bytes.length - 20) * 8, fail);
  const codes = codesOf(readLengths(lengthBits, least, most, fail));
  const from = 20 + Math.ceil(lengthBits.position / 8);
  if (bits > (bytes.length - from) * 8) throw fail();
  const data = new Bits(bytes.subarray(from), bits, fail);
  const out = new Uint16Array(total);
  let to = 0;
  while (to < total) {
    const symbol = readSymbol(data, codes, fail);
    if (symbol !== most) out[to++] = symbol;
    else {
      const run = data.many(8);
      if (to === 0 || to + run > total) throw fail();
      out.fill(out[to - 1]!, to, to + run);
      to += run;
    }
  }
  return out;
}

function readLengths(bits: Bits, least: number, most: number, fail: () => Error): Uint8Array {
  const lengths = new Uint8Array(SYMBOLS);
  for (let symbol = least; symbol <= most;) {
    const length = bits.many(6);
    if (length < SHORT_RUN) lengths[symbol++] = length;
    else {
      symbol += length === LONG_RUN ? bits.many(8) + 6 : length - SHORT_RUN + 2;
      if (symbol > most + 1) throw fail();
    }
  }
  return lengths;
}

function codesOf(lengths: Uint8Array): (CodesOfLength | undefined)[] {
  const symbols = new Map<number, number[]>();
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const own = symbols.get(length);
    if (own === undefined) symbols.set(length, [symbol]);
    else own.push(symbol);
  });
  const codes: (CodesOfLength | undefined)[] = [];
  // From the longest on: the codes of a length begin where those of the next longer one, without their last bit, end.
  let first = 0;
  for (let length = 58; length > 0; length--) {
    const own = symbols.get(length) ?? [];
    if (own.length > 0) codes[length] = { first, symbols: own };
    first = Math.floor((first + own.length) / 2);
  }
  return codes;
}

function readSymbol(bits: Bits, codes: readonly (CodesOfLength | undefined)[], fail: () => Error): number {
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    code = code * 2 + bits.one();
    const own = codes[length];
    if (own !== undefined && code >= own.first) {
      const symbol = own.symbols[code - own.first];
      if (symbol !== undefined) return symbol;
    }
  }
  throw fail();
}

interface Grid {
  readonly from: number;
  readonly nx: number;
  readonly ox: number;
  readonly ny: number;
  readonly oy: number;
}

/** In place; values below 2^14 were made with sums that cannot overflow, others modulo 2^16. */
function decodeWavelet(values: Uint16Array, { from, nx, ox, ny, oy }: Grid, largest: number): void {
  const pair = largest < 2 ** 14 ? pairOfShort : pairOfAny;
  let p = 1;
  while (p <= Math.min(nx, ny)) p *= 2;
  p /= 2;
  for (let p2 = p, half = p / 2; half >= 1; p2 = half, half /= 2) {
    const [ox1, oy1, ox2, oy2] = [ox * half, oy * half, ox * p2, oy * p2];
    let y = from;
    for (const end = from + oy * (ny - p2); y <= end; y += oy2) {
      let x = y;
      for (const right = y + ox * (nx - p2); x <= right; x += ox2) {
        pair(values, x, x + oy1);
        pair(values, x + ox1, x + ox1 + oy1);
        pair(values, x, x + ox1);
        pair(values, x + oy1, x + oy1 + ox1);
      }
      if ((nx & half) !== 0) pair(values, x, x + oy1);
    }
    if ((ny & half) !== 0) {
      for (let x = y, right = y + ox * (nx - p2); x <= right; x += ox2) pair(values, x, x + ox1);
    }
  }
}

/** (mean, difference) -> the two values, signed. */
function pairOfShort(values: Uint16Array, a: number, b: number): void {
  const low = (values[a]! << 16) >> 16;
  const high = (values[b]! << 16) >> 16;
  const sum = low + (high & 1) + (high >> 1);
  values[a] = sum;
  values[b] = sum - high;
}

function pairOfAny(values: Uint16Array, a: number, b: number): void {
  const [mean, difference] = [values[a]!, values[b]!];
  const second = (mean - (difference >> 1)) & 0xffff;
  values[b] = second;
  values[a] = difference + second - 0x8000;
}
