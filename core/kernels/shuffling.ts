import type { ShufflePlan } from '../ops/pixelShuffle';
import type { Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { rowBlocks } from './blocks';
import { JobKind } from './machine';

/** Pixel shuffle, or its reverse, between [planes, r^2, H, W] and [planes, H r, W r]. */
export function runShuffle(arena: Arena, input: Tensor, plan: ShufflePlan, reverse: boolean): Tensor {
  const { batch, channels, height, width, factor, outputShape } = plan;
  const y = arena.output(outputShape);
  const estimateMs = input.data.length / 2e6;
  const planes = batch * channels;
  const blocks = rowBlocks(planes, height, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: reverse ? JobKind.unshuffle : JobKind.shuffle,
    parameters: [arena.input(input), y, height, width, factor, blocks.rows, blocks.count],
    items: width === 0 ? 0 : planes * blocks.count,
    scratchBytes: 0,
    estimateMs,
  });
  return arena.tensor(outputShape, y);
}
