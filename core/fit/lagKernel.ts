/**
 * The one loop that fitting spends its time in, as WebAssembly in vectors of two float64:
 *
 *   out[n][l] += sum over x = 0..2 pairs - 1 of row[x + l] * line[n][x],   l = 0..lags-1, n = 0..lines-1
 *
 * A block of up to 4 lags and 2 lines (or 2 and 4) keeps its sums in registers, so that six loads serve eight
 * multiply-adds of vectors; with more sums than that, the registers of x64 overflow and it gets slower.
 * The order of the additions is fixed: the sums are the same to the last bit on every machine.
 */
export interface LagKernel {
  /** The kernel's memory; another array after `lagKernel` was asked for more. */
  readonly cells: Float64Array;
  /** Places are indices into `cells`; `lineStep` and `outStep` lie between two lines and between their sums. */
  run(place: LagPlaces): void;
}

export interface LagPlaces {
  readonly row: number;
  readonly line: number;
  readonly lineStep: number;
  readonly out: number;
  readonly outStep: number;
  readonly lags: number;
  readonly lines: number;
  /** Half the length of a line; one of odd length is filled up with a 0, behind which the row must hold numbers. */
  readonly pairs: number;
}

const MOST_LAGS = 4;
const MOST_LINES = 4;
const mostLines = (lags: number): number => (lags <= 2 ? MOST_LINES : 2);
const PAGE = 65536;

type Block = (row: number, line: number, lineStep: number, pairs: number, out: number, outStep: number) => void;
let loaded: { readonly memory: WebAssembly.Memory; readonly blocks: readonly (readonly Block[])[] } | undefined;

/** The kernel of this thread, with room for so many numbers; whoever asks next writes over them. */
export function lagKernel(numbers: number): LagKernel {
  loaded ??= load();
  const { memory, blocks } = loaded;
  const missing = Math.ceil((numbers * 8 - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  const run = ({ row, line, lineStep, out, outStep, lags, lines, pairs }: LagPlaces): void => {
    if (pairs <= 0) return;
    // Five lags are blocks of 3 and 2, and nine of three times 3.
    const groups = Math.ceil(lags / MOST_LAGS);
    // Four lines stay in the nearest cache while all lags pass over them.
    for (let first = 0; first < lines; first += MOST_LINES) {
      const end = Math.min(lines, first + MOST_LINES);
      for (let group = 0, from = 0; group < groups; group++) {
        const count = Math.ceil((lags - from) / (groups - group));
        const together = mostLines(count);
        for (let n = first; n < end; n += together) {
          const block = blocks[count - 1]![Math.min(together, end - n) - 1]!;
          const sums = out + n * outStep + from;
          block((row + from) * 8, (line + n * lineStep) * 8, lineStep * 8, pairs, sums * 8, outStep * 8);
        }
        from += count;
      }
    }
  };
  return { cells: new Float64Array(memory.buffer), run };
}

function load(): NonNullable<typeof loaded> {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  return {
    memory: exports['memory'] as WebAssembly.Memory,
    blocks: upTo(MOST_LAGS).map((l) => upTo(mostLines(l)).map((n) => exports[`${l}x${n}`] as Block)),
  };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const simd = (code: number): number[] => (code > 127 ? [0xfd, (code & 127) | 128, code >> 7] : [0xfd, code]);
/** Of numbers, 8 bytes each, so many behind the address. */
const at = (numbers: number): number[] => [3, numbers * 8];
const load128 = (numbers: number): number[] => [...simd(0x00), ...at(numbers)];
const MULTIPLY = simd(0xf2);
const ADD = simd(0xf0);

/** Locals 0..5 are the parameters of `Block`, then the other lines' places, the lines' values, the row's, the sums. */
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

function moduleBytes(): Uint8Array<ArrayBuffer> {
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
