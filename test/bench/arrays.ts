import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOfBytes, shapesOf, type Row } from './rows';

/** Arrays of a row lie as raw little-endian files in one folder, so that every process, whatever its language, reads the same. */
export type Arrays = Record<string, { shape: number[]; floats: Float32Array; bytes: Uint8Array; ints: Int32Array }>;

/** mulberry32, 0..1 */
function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const fileOf = (folder: string, row: string, name: string): string => join(folder, `${row}.${name}.bin`);

export function writeInputs(row: Row, folder: string): void {
  const shapes = shapesOf(row);
  const random = seeded(row.row.length * 131 + row.input[1] + row.outChannels);
  const count = (name: string): number => (shapes[name] ?? []).reduce((a, b) => a * b, 1);
  const write = (name: string, data: Uint8Array | Float32Array | Int32Array): void =>
    writeFileSync(fileOf(folder, row.row, name), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const fill = <T extends { length: number; [i: number]: number }>(data: T, value: (i: number) => number): T => {
    for (let i = 0; i < data.length; i++) data[i] = value(i);
    return data;
  };
  if (isOfBytes(row))
    return write(
      'x',
      fill(new Uint8Array(count('x')), () => random() * 256),
    );
  if (row.kind === 'psnr' || row.kind === 'ssim') {
    const x = fill(new Float32Array(count('x')), (i) => Math.floor(128 + 80 * Math.sin(i / 97) + 40 * random()));
    write('x', x);
    return write(
      'x2',
      fill(new Float32Array(x.length), (i) => Math.min(255, Math.max(0, x[i]! + Math.floor(random() * 17) - 8))),
    );
  }
  const isSigned = row.kind === 'convTranspose' || row.kind === 'nearestConv' || row.kind === 'convShuffle';
  write(
    'x',
    fill(new Float32Array(count('x')), () => (isSigned ? 2 * random() - 1 : random())),
  );
  for (const name of ['w', 'b']) {
    if (shapes[name])
      write(
        name,
        fill(new Float32Array(count(name)), () => (2 * random() - 1) / 8),
      );
  }
  if (row.kind === 'unpool') {
    const [, h, w] = row.input;
    // Positions as pooling with 2 x 2 windows records them.
    const place = (i: number): number => {
      const column = i % w;
      const line = Math.floor(i / w) % h;
      const corner = Math.floor(random() * 4);
      return (2 * line + (corner >> 1)) * 2 * w + 2 * column + (corner & 1);
    };
    write('i', fill(new Int32Array(count('i')), place));
  }
}

/** Everything of a row but, if not wanted, the expected output. */
export function readArrays(row: Row, folder: string): Arrays {
  const arrays: Arrays = {};
  for (const [name, shape] of Object.entries(shapesOf(row))) {
    const { buffer, byteOffset, byteLength } = readFileSync(fileOf(folder, row.row, name));
    const own = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const isBytes = isOfBytes(row);
    arrays[name] = {
      shape,
      bytes: new Uint8Array(own),
      floats: isBytes ? new Float32Array(0) : new Float32Array(own),
      ints: isBytes ? new Int32Array(0) : new Int32Array(own),
    };
  }
  return arrays;
}

/** Largest |actual - expected|; a wrong length is infinitely wrong. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}
