import { message } from '../messages';
import { shapeMismatch } from '../tensor/errors';
import { byteTaps, checkResize, type RgbaPicture } from '../ops/resizeBilinearU8';
import type { Arena } from './arena';
import { rowBlocks } from './blocks';
import { JobKind } from './machine';

/**
 * `resizeBilinearU8` of core/ops with SIMD (assembly/resizeU8.ts): the same bytes. picture [H, W, 4] -> [height, width, 4]
 * @param into where the result goes; views of the kernels' memory are read and written in place
 */
export function runResizeU8(
  arena: Arena,
  picture: RgbaPicture,
  size: { readonly width: number; readonly height: number },
  into: Uint8Array = new Uint8Array(size.width * size.height * 4),
): RgbaPicture {
  checkResize(picture, size);
  const { width, height } = size;
  const { memory } = arena.machine;
  const rows = byteTaps(picture.height, height);
  const columns = byteTaps(picture.width, width);
  const estimateMs = (width * height) / 1e6;
  const blocks = rowBlocks(1, height, arena.machine.threadsFor(estimateMs));
  const known = memory.addressOf(picture.data);
  const x = known ?? arena.allocate(picture.data.length);
  if (known === undefined) memory.bytes(x, picture.data.length).set(picture.data);
  if (into.length !== width * height * 4) {
    throw shapeMismatch(
      message('bytes-for-pixels', { bytes: width * height * 4, width, height, received: into.length }),
    );
  }
  // Off the powers of two, with room for a border on both sides.
  const lineBytes = picture.width * 8 + 96;
  const inPlace = memory.addressOf(into);
  const y = inPlace ?? arena.allocate(into.length);
  arena.machine.run({
    kind: JobKind.resizeU8,
    parameters: [
      x,
      y,
      picture.height,
      picture.width,
      height,
      width,
      blocks.rows,
      arena.ints(interleave(rows.first, rows.next, rows.weight)),
      // Lines hold 16-bit values, four per pixel; both weights of a column share a word.
      arena.ints(
        interleave(
          columns.first.map((column) => column * 8),
          columns.next.map((column) => column * 8),
          columns.weight.map((weight) => (2048 - weight) | (weight << 16)),
        ),
      ),
      width === 2 * picture.width && height === 2 * picture.height ? 1 : 0,
      lineBytes,
    ],
    items: blocks.count,
    scratchBytes: 2 * lineBytes,
    estimateMs,
  });
  if (inPlace === undefined) into.set(memory.bytes(y, into.length));
  return { width, height, data: into };
}

function interleave(...tables: readonly Int32Array[]): Int32Array {
  const [first] = tables;
  return Int32Array.from({ length: tables.length * (first?.length ?? 0) }, (_, i) => {
    return tables[i % tables.length]![Math.floor(i / tables.length)]!;
  });
}
