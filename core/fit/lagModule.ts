/**
 * A block of up to 4 lags and 2 lines (or 2 and 4) keeps its sums in registers, so that six loads serve eight
 * multiply-adds of vectors; with more sums than that, the registers of x64 overflow and it gets slower.
 */
export const MOST_LAGS = 4;
export const MOST_LINES = 4;
export const mostLines = (lags: number): number => (lags <= 2 ? MOST_LINES : 2);

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

// Instructions and types by their names in the WebAssembly specification (2.0, chapter 5).
const I32 = 0x7f;
const V128 = 0x7b;
const LOOP = [0x03, 0x40];
const BR_IF = 0x0d;
const END = 0x0b;
const localGet = (local: number): number[] => [0x20, local];
const localSet = (local: number): number[] => [0x21, local];
const localTee = (local: number): number[] => [0x22, local];
const i32Const = (value: number): number[] => [0x41, value];
const I32_ADD = 0x6a;
const I32_SUB = 0x6b;
const F64_ADD = 0xa0;
/** Of numbers, 8 bytes each, so many behind the address. */
const at = (numbers: number): number[] => [3, numbers * 8];
const f64Load = (numbers: number): number[] => [0x2b, ...at(numbers)];
const f64Store = (numbers: number): number[] => [0x39, ...at(numbers)];
const simd = (code: number): number[] => [0xfd, ...length(code)];
const v128Load = (numbers: number): number[] => [...simd(0x00), ...at(numbers)];
const f64x2ExtractLane = (lane: number): number[] => [...simd(0x21), lane];
const F64X2_ADD = simd(0xf0);
const F64X2_MUL = simd(0xf2);

/** Locals 0..5 are the parameters (see lagKernel.ts), then the other lines' places, the lines' values, the row's, the sums. */
function blockBody(lags: number, lines: number): number[] {
  const pointer = (n: number): number => (n === 0 ? 1 : 5 + n);
  const value = (n: number): number => 5 + lines + n;
  const own = 5 + 2 * lines;
  const sum = (n: number, l: number): number => own + 1 + n * lags + l;
  const each = <T>(count: number, make: (i: number) => T[]): T[] =>
    Array.from({ length: count }, (_, i) => make(i)).flat();
  const advance = (local: number, bytes: number): number[] => [
    ...localGet(local),
    ...i32Const(bytes),
    I32_ADD,
    ...localSet(local),
  ];
  const lane = (local: number, index: number): number[] => [...localGet(local), ...f64x2ExtractLane(index)];
  const locals = [2, lines - 1, I32, lines + 1 + lags * lines, V128];
  return [
    ...locals,
    ...each(lines - 1, (n) => [...localGet(pointer(n)), ...localGet(2), I32_ADD, ...localSet(pointer(n + 1))]),
    ...LOOP,
    ...each(lines, (n) => [...localGet(pointer(n)), ...v128Load(0), ...localSet(value(n))]),
    ...each(lags, (l) => [
      ...localGet(0),
      ...v128Load(l),
      ...localSet(own),
      ...each(lines, (n) => [
        ...localGet(sum(n, l)),
        ...localGet(own),
        ...localGet(value(n)),
        ...F64X2_MUL,
        ...F64X2_ADD,
        ...localSet(sum(n, l)),
      ]),
    ]),
    ...advance(0, 16),
    ...each(lines, (n) => advance(pointer(n), 16)),
    // One pair fewer, and again unless none is left.
    ...localGet(3),
    ...i32Const(1),
    I32_SUB,
    ...localTee(3),
    BR_IF,
    0,
    END,
    ...each(lines, (n) => [
      ...each(lags, (l) => [
        ...localGet(4),
        ...localGet(4),
        ...f64Load(l),
        ...lane(sum(n, l), 0),
        ...lane(sum(n, l), 1),
        F64_ADD,
        F64_ADD,
        ...f64Store(l),
      ]),
      ...localGet(4),
      ...localGet(5),
      I32_ADD,
      ...localSet(4),
    ]),
    END,
  ];
}

/** Numbers of the sections of a module. */
const SECTION = { type: 1, function: 3, memory: 5, export: 7, code: 10 };
const MAGIC_AND_VERSION = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const FUNCTION_TYPE = 0x60;
const EXPORTED = { function: 0, memory: 2 };

/** The module: its memory, and a function for each block, named after its lags and lines: "3x2". */
export function lagModule(): Uint8Array<ArrayBuffer> {
  const shapes = upTo(MOST_LAGS).flatMap((l) => upTo(mostLines(l)).map((n) => [l, n] as const));
  const name = (text: string): number[] => [text.length, ...Array.from(text, (sign) => sign.charCodeAt(0))];
  const section = (id: number, items: readonly (readonly number[])[]): number[] => {
    const content = [items.length, ...items.flat()];
    return [id, ...length(content.length), ...content];
  };
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(SECTION.type, [[FUNCTION_TYPE, 6, ...new Array<number>(6).fill(I32), 0]]),
    ...section(
      SECTION.function,
      shapes.map(() => [0]),
    ),
    ...section(SECTION.memory, [[0, 1]]),
    ...section(SECTION.export, [
      [...name('memory'), EXPORTED.memory, 0],
      ...shapes.map(([l, n], i) => [...name(`${l}x${n}`), EXPORTED.function, i]),
    ]),
    ...section(
      SECTION.code,
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
