import type { RowResult } from './measure';
import { GOALS } from './table';

/** Why a row may stay behind what is aimed at. In words of the row; the figures of the run are said beside it. */
const REASONS: Readonly<Record<string, string>> = {
  ct_dw: 'memory bound: four bytes are written for each multiply-add, and the rest is the write to memory itself',
  ct_33: 'three channels fill no block of four, so a part of every vector of weights is idle',
  ct_k2:
    'two multiply-adds a byte written, and no transform saves any: native libraries have 256 or 512-bit vectors, WebAssembly has 128',
  ct_k4:
    'the transform leaves 36 of 64 products; the rest of the time goes into the transforms, which vectors of 128 bits make long',
  ct_k3: 'the transform leaves 25 of 36 products and its output phases are uneven, so short rows of products remain',
  bl_3x2: 'memory bound: native OpenCV writes the same bytes as fast as the memory takes them',
  bl_3x4: 'memory bound: 200 MB are written; native OpenCV does it with 256-bit vectors',
  bl_64x2:
    'memory bound; TensorFlow.js works on channels last, where a pixel of 64 channels is one run and nothing is shuffled',
  bl_u8: 'memory bound: native OpenCV has 256-bit vectors for bytes, twice as many at once',
  up_3: 'memory bound: positions are read and windows written once, and all do just that',
  up_64: 'memory bound: positions are read and windows written once, and all do just that',
  nn_3: 'three channels fill no block of four, so a part of every vector of weights is idle',
  nn_64: 'nine products are left of sixteen; native libraries multiply with 256 or 512-bit vectors',
  ps_3: 'bound by 27 multiply-adds an output, in vectors of 128 bits',
  ps_64: 'the transform leaves a quarter of the products; native libraries multiply with 256 or 512-bit vectors',
  ps_only3: 'memory bound: every byte is read and written once',
  ps_only64: 'memory bound: every byte is read and written once',
  psnr: 'memory bound: two pictures are read once; PyTorch and OpenCV do it with 256-bit vectors',
  ssim: 'bound by the blurs of four moments; totals are in float64, which half as many fit a vector',
  pil_bc_up: 'weights have 22 bits, so every byte is multiplied twice, by the halves of its weight',
  pil_bc_down: 'weights have 22 bits, so every byte is multiplied twice, by the halves of its weight',
  pil_lz_up: 'weights have 22 bits, so every byte is multiplied twice, by the halves of its weight',
  pil_lz_down: 'weights have 22 bits, so every byte is multiplied twice, by the halves of its weight',
  cv_bc_up:
    'sums of the first axis have 32 bits, and a product of those takes two steps of the processor; native OpenCV has 256-bit vectors',
  cv_bc_down:
    'sums of the first axis have 32 bits, and a product of those takes two steps of the processor; native OpenCV has 256-bit vectors',
  cv_lz_up: 'sums of the first axis have 32 bits, and a product of those takes two steps of the processor',
  cv_lz_down: 'sums of the first axis have 32 bits, and a product of those takes two steps of the processor',
};

type Judged = Pick<
  RowResult,
  'row' | 'threads' | 'ratioNpm' | 'ratioAll' | 'bestNpm' | 'bestAll' | 'ofLimit' | 'limitedBy'
>;

/** Rows behind a goal as lines of a list, each with its reason; rows without a ratio are in none. */
export function reasonLines(results: readonly Judged[]): string[] {
  return results.flatMap((result) => {
    const goals = GOALS[result.row];
    if (goals === undefined) return [];
    const behind = (
      [
        ['ratioNpm', 'bestNpm', goals[0]],
        ['ratioAll', 'bestAll', goals[1]],
      ] as const
    )
      .filter(([ratio, , goal]) => result[ratio] !== null && result[ratio] < goal)
      .map(([ratio, best, goal]) => `${result[ratio]!.toFixed(2)}x ${result[best] ?? ''} of ${goal.toFixed(1)}x`);
    if (behind.length === 0) return [];
    const threads = `${result.threads} thread${result.threads === 1 ? '' : 's'}`;
    const limit = `${result.ofLimit.toFixed(1)} times the limit of ${result.limitedBy}`;
    return [
      `- \`${result.row}\` on ${threads}, ${[...new Set(behind)].join(' and ')}, ${limit}: ${REASONS[result.row] ?? 'not looked into yet'}.`,
    ];
  });
}

/** Rows whose reason is written down. */
export const hasReason = (row: string): boolean => REASONS[row] !== undefined;
