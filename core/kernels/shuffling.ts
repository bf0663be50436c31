import type { Shape, Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { rowBlocks } from './blocks';
import { JobKind } from './machine';

/** Pixel shuffle or its reverse between [planes, r^2, H, W] and [planes, H r, W r]; `height` and `width` are the small ones. */
export function runShuffle(arena: Arena, input: Tensor, reverse: boolean, height: number, width: number, r: number, outShape: Shape): Tensor {
  const y = arena.output(outShape);
  const planes = height * width === 0 ? 0 : input.data.length / (height * width * r * r);
  const estimateMs = input.data.length / 2e6;
  const blocks = rowBlocks(planes, height, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: reverse ? JobKind.unshuffle : JobKind.shuffle,
    parameters: [arena.input(input), y, height, width, r, blocks.rows, blocks.count],
    items: planes * blocks.count,
    scratchBytes: 0,
    estimateMs,
  });
  return arena.tensor(outShape, y);
}
