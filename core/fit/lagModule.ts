/**
 * A block of up to 4 lags and 2 lines (or 2 and 4) keeps its sums in registers, so that six loads serve eight
 * multiply-adds of vectors; with more sums than that, the registers of x64 overflow and it gets slower.
 */
export const MOST_LAGS = 4;
export const MOST_LINES = 4;
export const mostLines = (lags: number): number => (lags <= 2 ? MOST_LINES : 2);

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const simd = (code: number): number[] => (code > 127 ? [0xfd, (code & 127) | 128, code >> 7] : [0xfd, code]);
/** Of numbers, 8 bytes each, so many behind the address. */
const at = (numbers: number): number[] => [3, numbers * 8];
const load128 = (numbers: number): number[] => [...simd(0x00), ...at(numbers)];
const MULTIPLY = simd(0xf2);
const ADD = simd(0xf0);

/** Locals 0..5 are the parameters (see lagKernel.ts), then the other lines' places, the lines' values, the row's, the sums. */
function blockBody(lags: number, lines: number): number[] {
  const pointer = (n: number): number => (n === 0 ? 1 : 5 + n);
  const value = (n: number): number => 5 + lines + n;
  const own = 5 + 2 * lines;
  const sum = (n: number, l: number): number => own + 1 + n * lags + l;
  const each = <T>(count: number, make: (i: number) => T[]): T[] =>
    Array.from({ length: count }, (_, i) => make(i)).flat();
  const advance = (local: number, bytes: number): number[] => [...get(local), 0x41, bytes, 0x6a, ...set(local)];
  const lane = (local: number, index: number): number[] => [...get(local), ...simd(0x21), index];
  return [
    ...[2, lines - 1, 0x7f, lines + 1 + lags * lines, 0x7b], // pointers, the rest v128
    ...each(lines - 1, (n) => [...get(pointer(n)), ...get(2), 0x6a, ...set(pointer(n + 1))]),
    ...[0x03, 0x40], // loop
    ...each(lines, (n) => [...get(pointer(n)), ...load128(0), ...set(value(n))]),
    ...each(lags, (l) => [
      ...[...get(0), ...load128(l), ...set(own)],
      ...each(lines, (n) => [
        ...[...get(sum(n, l)), ...get(own), ...get(value(n)), ...MULTIPLY, ...ADD, ...set(sum(n, l))],
      ]),
    ]),
    ...advance(0, 16),
    ...each(lines, (n) => advance(pointer(n), 16)),
    ...[...get(3), 0x41, 1, 0x6b, 0x22, 3, 0x0d, 0, 0x0b], // pairs - 1, again unless 0
    ...each(lines, (n) => [
      ...each(lags, (l) => [
        ...[...get(4), ...get(4), 0x2b, ...at(l)],
        ...[...lane(sum(n, l), 0), ...lane(sum(n, l), 1), 0xa0, 0xa0, 0x39, ...at(l)],
      ]),
      ...[...get(4), ...get(5), 0x6a, ...set(4)],
    ]),
    0x0b,
  ];
}

/** The module: its memory, and a function for each block, named after its lags and lines: "3x2". */
export function lagModule(): Uint8Array<ArrayBuffer> {
  const shapes = upTo(MOST_LAGS).flatMap((l) => upTo(mostLines(l)).map((n) => [l, n] as const));
  const name = (text: string): number[] => [text.length, ...Array.from(text, (sign) => sign.charCodeAt(0))];
  const section = (id: number, items: readonly (readonly number[])[]): number[] => {
    const content = [items.length, ...items.flat()];
    return [id, ...length(content.length), ...content];
  };
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, 6, ...new Array<number>(6).fill(0x7f), 0]]),
    ...section(
      3,
      shapes.map(() => [0]),
    ),
    ...section(5, [[0, 1]]),
    ...section(7, [[...name('memory'), 2, 0], ...shapes.map(([l, n], i) => [...name(`${l}x${n}`), 0, i])]),
    ...section(
      10,
      shapes.map(([l, n]) => {
        const body = blockBody(l, n);
        return [...length(body.length), ...body];
      }),
    ),
  ]);
}

/** LEB128. */
function length(value: number): number[] {
  return value > 127 ? [(value & 127) | 128, ...length(value >> 7)] : [value];
}
