import { message } from '../messages';
import { invalidParameter, shapeMismatch } from '../tensor/errors';
import { readInteger } from '../tensor/options';
import { pixelShuffleOutputSize, pixelUnshuffleOutputSize } from '../tensor/sizes';
import { createTensor, elementCount, formatShape, type Shape, type Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import { requireTensor } from './plan';

export interface ShufflePlan {
  /** Product of the axes before C. */
  readonly batch: number;
  readonly factor: number;
  /** Of the small side: C (without r^2), H, W. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outputShape: Shape;
}

function readShape(input: Tensor) {
  requireTensor('input', input);
  const { shape } = input;
  if (shape.length < 3) {
    throw shapeMismatch(
      message('shape-expected', {
        expected: message('shape-or', { first: '[N, C, H, W]', second: '[C, H, W]' }),
        name: 'input',
        received: formatShape(shape),
      }),
    );
  }
  const outer = shape.slice(0, -3);
  const [channels = 0, height = 0, width = 0] = shape.slice(-3);
  return { outer, batch: outer.reduce((product, size) => product * size, 1), channels, height, width };
}

/** [N, C r^2, H, W] -> [N, C, H r, W r]; C r^2 must divide by r^2. */
export function planPixelShuffle(input: Tensor, upscaleFactor: number): ShufflePlan {
  const { outer, batch, channels, height, width } = readShape(input);
  const factor = readInteger('upscaleFactor', upscaleFactor, 1);
  if (channels % factor ** 2 !== 0) {
    throw invalidParameter('upscaleFactor', message('square-divides-input', { channels }), factor);
  }
  const outC = channels / factor ** 2;
  const outputShape = [...outer, outC, ...pixelShuffleOutputSize([height, width], factor)];
  return { batch, factor, channels: outC, height, width, outputShape };
}

/** [N, C, H r, W r] -> [N, C r^2, H, W]; H r and W r must divide by r. */
export function planPixelUnshuffle(input: Tensor, downscaleFactor: number): ShufflePlan {
  const { outer, batch, channels, height, width } = readShape(input);
  const factor = readInteger('downscaleFactor', downscaleFactor, 1);
  const [outH, outW] = pixelUnshuffleOutputSize([height, width], factor);
  // PyTorch hands an empty input back as it is.
  const isEmpty = elementCount(input.shape) === 0;
  const outputShape = isEmpty ? input.shape : [...outer, channels * factor ** 2, outH, outW];
  return { batch, factor, channels, height: outH, width: outW, outputShape };
}

/**
 * torch.nn.functional.pixel_shuffle (DepthToSpace CRD): y[n, c, h r + i, w r + j] = x[n, c r^2 + i r + j, h, w]
 *
 * @param input [N, C r^2, H, W] or [C r^2, H, W]
 * @returns [N, C, H r, W r]
 */
export function pixelShuffle(input: Tensor, upscaleFactor: number, checkpoint: Checkpoint = noCheckpoint): Tensor {
  const plan = planPixelShuffle(input, upscaleFactor);
  const output = createTensor(plan.outputShape);
  eachRow(plan, checkpoint, (small, large) => {
    for (let w = 0, o = large; w < plan.width; w++, o += plan.factor) output.data[o] = input.data[small + w]!;
  });
  return output;
}

/** The inverse of pixelShuffle: [N, C, H r, W r] -> [N, C r^2, H, W]. */
export function pixelUnshuffle(input: Tensor, downscaleFactor: number, checkpoint: Checkpoint = noCheckpoint): Tensor {
  const plan = planPixelUnshuffle(input, downscaleFactor);
  const output = createTensor(plan.outputShape);
  eachRow(plan, checkpoint, (small, large) => {
    for (let w = 0, o = large; w < plan.width; w++, o += plan.factor) output.data[small + w] = input.data[o]!;
  });
  return output;
}

/** Calls `move` with the first element of each row of the [C r^2, H, W] side and of its places on the [C, H r, W r] side. */
function eachRow(plan: ShufflePlan, checkpoint: Checkpoint, move: (small: number, large: number) => void): void {
  const { batch, factor: r, channels, height, width } = plan;
  for (let c = 0, small = 0; c < batch * channels; c++) {
    for (let phase = 0; phase < r * r; phase++) {
      const i = Math.floor(phase / r);
      const j = phase % r;
      for (let h = 0; h < height; h++, small += width) move(small, ((c * height + h) * r + i) * width * r + j);
      checkpoint();
    }
  }
}
