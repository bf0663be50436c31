import type { IndexTensor, Shape, Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { rowBlocks } from './blocks';
import { JobKind } from './machine';

export interface PoolWindow {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

/** x [planes, H, W] -> greatest values and their flat places [planes, OH, OW]. */
export function runMaxPool(arena: Arena, input: Tensor, window: PoolWindow, outShape: Shape): { output: Tensor; indices: IndexTensor } {
  const [height, width] = input.shape.slice(-2) as [number, number];
  const [outHeight, outWidth] = outShape.slice(-2) as [number, number];
  const y = arena.output(outShape);
  const places = arena.output(outShape);
  const planes = outShape.slice(0, -2).reduce((a, b) => a * b, 1);
  const estimateMs = (planes * outHeight * outWidth * window.kernel[0] * window.kernel[1]) / 4e5;
  const blocks = rowBlocks(planes, outHeight, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: JobKind.maxPool,
    parameters: [
      arena.input(input),
      y,
      places,
      height,
      width,
      outHeight,
      outWidth,
      blocks.rows,
      blocks.count,
      ...window.kernel,
      ...window.stride,
      ...window.padding,
      ...window.dilation,
    ],
    items: planes * blocks.count,
    scratchBytes: 0,
    estimateMs,
  });
  return { indices: arena.indices(outShape, places), output: arena.tensor(outShape, y) };
}

/** Values x [planes, H, W] at their places in zeros [planes, OH, OW]; `refuse` is told the flat position of a place outside. */
export function runUnpool(arena: Arena, input: Tensor, indices: IndexTensor, outShape: Shape, refuse: (position: number) => Error): Tensor {
  const [height, width] = input.shape.slice(-2) as [number, number];
  const [outHeight, outWidth] = outShape.slice(-2) as [number, number];
  const y = arena.output(outShape);
  const x = arena.input(input);
  const places = arena.input(indices);
  const planes = outShape.slice(0, -2).reduce((a, b) => a * b, 1);
  const flag = arena.ints([0]);
  const estimateMs = (planes * outHeight * outWidth) / 2e6;
  const flagged = () => arena.machine.memory.ints(flag, 1)[0]!;
  const run = (kind: number, rows: number, count: number) =>
    arena.machine.run({
      kind,
      parameters: [x, y, places, height, width, outHeight, outWidth, rows, count, ...new Array<number>(8).fill(0), flag],
      items: planes * count,
      scratchBytes: 0,
      estimateMs,
    });
  let done = false;
  if (outHeight === 2 * height && outWidth === 2 * width) {
    const blocks = rowBlocks(planes, height, arena.machine.threadsFor(estimateMs));
    run(JobKind.unpoolTwo, blocks.rows, blocks.count);
    done = flagged() === 0;
  }
  if (!done) {
    arena.machine.memory.ints(flag, 1)[0] = 0;
    run(JobKind.scatter, 1, 1);
    if (flagged() !== 0) throw refuse(flagged() - 1);
  }
  return arena.tensor(outShape, y);
}
