import { lagModule, MOST_LAGS, MOST_LINES, mostLines, upTo } from './lagModule';

/**
 * The one loop that fitting spends its time in:
 *
 *   out[n][l] += sum over x = 0..2 pairs - 1 of row[x + l] * line[n][x],   l = 0..lags-1, n = 0..lines-1
 *
 * The order of the additions is fixed (even x and odd x apart, then both), so that the sums are the same to the last bit
 * on every machine, with vectors or without.
 */
export interface LagKernel {
  /** The kernel's memory; another array after it was asked for more. */
  readonly cells: Float64Array;
  run(places: LagPlaces): void;
}

/** Places are indices into `cells`; `lineStep` and `outStep` lie between two lines and between their sums. */
interface LagPlaces {
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

/** A kernel with room for so many numbers; whoever asks next writes over them. */
type KernelFor = (numbers: number) => LagKernel;
let shared: KernelFor | undefined;

/** The kernel of this thread. */
export function lagKernel(numbers: number): LagKernel {
  shared ??= vectorKernel() ?? plainKernel();
  return shared(numbers);
}

/** The definition; it computes where WebAssembly has no vectors. */
export function plainKernel(): KernelFor {
  let cells = new Float64Array(0);
  const run = ({ row, line, lineStep, out, outStep, lags, lines, pairs }: LagPlaces): void => {
    for (let n = 0; n < lines; n++) {
      const own = line + n * lineStep;
      for (let l = 0; l < lags; l++) {
        let even = 0;
        let odd = 0;
        for (let x = 0; x < 2 * pairs; x += 2) {
          even += cells[row + l + x]! * cells[own + x]!;
          odd += cells[row + l + x + 1]! * cells[own + x + 1]!;
        }
        cells[out + n * outStep + l] = cells[out + n * outStep + l]! + (even + odd);
      }
    }
  };
  return (numbers) => {
    if (numbers > cells.length) {
      const larger = new Float64Array(numbers);
      larger.set(cells);
      cells = larger;
    }
    return { cells, run };
  };
}

const PAGE = 65536;

type Block = (row: number, line: number, lineStep: number, pairs: number, out: number, outStep: number) => void;

/** The same as WebAssembly in vectors of two float64; null where there are none. */
function vectorKernel(): KernelFor | null {
  const bytes = lagModule();
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const memory = exports['memory'] as WebAssembly.Memory;
  const blocks = upTo(MOST_LAGS).map((l) => upTo(mostLines(l)).map((n) => exports[`${l}x${n}`] as Block));
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
  return (numbers) => {
    const missing = Math.ceil((numbers * 8 - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    return { cells: new Float64Array(memory.buffer), run };
  };
}
