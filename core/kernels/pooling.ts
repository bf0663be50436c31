import type { PoolPlan } from '../ops/maxPool2d';
import type { IndexTensor, Shape, Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { rowBlocks } from './blocks';
import { JobKind } from './machine';

/** x [planes, H, W] -> greatest values and their flat places [planes, OH, OW]. */
export function runMaxPool(arena: Arena, input: Tensor, plan: PoolPlan): { output: Tensor; indices: IndexTensor } {
  const { planes, inH, inW, outH, outW, kernel, stride, padding, dilation, outputShape } = plan;
  const y = arena.output(outputShape);
  const places = arena.output(outputShape);
  const estimateMs = (planes * outH * outW * kernel[0] * kernel[1]) / 4e5;
  const blocks = rowBlocks(planes, outH, arena.machine.threadsFor(estimateMs));
  arena.machine.run({
    kind: JobKind.maxPool,
    parameters: [
      arena.input(input),
      y,
      places,
      inH,
      inW,
      outH,
      outW,
      blocks.rows,
      blocks.count,
      ...kernel,
      ...stride,
      ...padding,
      ...dilation,
    ],
    items: planes * blocks.count,
    scratchBytes: 0,
    estimateMs,
  });
  return { indices: arena.indices(outputShape, places), output: arena.tensor(outputShape, y) };
}

/**
 * Values x [planes, H, W] at their places in zeros [planes, OH, OW].
 * @param refuse throws when one of the places lies outside; called only after one was met
 */
export function runUnpool(
  arena: Arena,
  input: Tensor,
  indices: IndexTensor,
  outputShape: Shape,
  refuse: () => void,
): Tensor {
  const [height = 0, width = 0] = input.shape.slice(-2);
  const [outH = 0, outW = 0] = outputShape.slice(-2);
  const planes = outputShape.slice(0, -2).reduce((a, b) => a * b, 1);
  const y = arena.output(outputShape);
  const flag = arena.ints([0]);
  const common = [arena.input(input), y, arena.input(indices), height, width, outH, outW];
  const estimateMs = (planes * outH * outW) / 2e6;
  const { machine } = arena;
  const succeeds = (kind: number, rows: number, count: number): boolean => {
    machine.memory.ints(flag, 1)[0] = 0;
    machine.run({
      kind,
      parameters: [...common, rows, count, flag],
      items: planes * count,
      scratchBytes: 0,
      estimateMs,
    });
    return machine.memory.ints(flag, 1)[0] === 0;
  };
  const blocks = rowBlocks(planes, height, machine.threadsFor(estimateMs));
  const isTwo = outH === 2 * height && outW === 2 * width;
  const done = (isTwo && succeeds(JobKind.unpoolTwo, blocks.rows, blocks.count)) || succeeds(JobKind.scatter, 1, 1);
  if (!done) refuse();
  return arena.tensor(outputShape, y);
}
