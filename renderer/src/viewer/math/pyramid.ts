import type { Size } from './geometry';

/** Size of a level: every level halves the one before, a lone last row or column stays. */
export function levelLength(length: number, level: number): number {
  return Math.max(1, Math.ceil(length / 2 ** level));
}

/** Number of levels, the picture itself included, until the longer side is at most `smallest`. */
export function levelCount(width: number, height: number, smallest = 8): number {
  let levels = 1;
  while (Math.max(levelLength(width, levels - 1), levelLength(height, levels - 1)) > smallest) levels++;
  return levels;
}

/**
 * The finest level that is kept of a picture that is not held: its values take no more than the largest picture that is.
 * @param tiledFrom pixels from which on a picture is not held
 */
export function finestKept({ width, height }: Size, bytesPerTexel: number, tiledFrom: number): number {
  const texels = (level: number): number => levelLength(width, level) * levelLength(height, level);
  let level = 1;
  while (texels(level) > 1 && texels(level) * bytesPerTexel > 3 * tiledFrom) level++;
  return level;
}

/** The same of its error map. */
export const finestErrorsKept = (size: Size, tiledFrom: number): number => finestKept(size, 4, tiledFrom);

/**
 * Halves a picture again and again while its rows arrive, holding one row per level. Each result is the mean over
 * exactly the pixels it covers, so a last column that covers one pixel weighs as one.
 *
 * Values must be such that a mean of them means something: linear light for pictures.
 */
export class PyramidBuilder {
  private readonly pending: { sum: Float32Array; weight: number; row: number }[] = [];

  /**
   * @param emit called for every finished row of levels 1.. with its values [width of the level × channels]; the array is reused
   */
  constructor(
    private readonly width: number,
    private readonly channels: number,
    private readonly levels: number,
    private readonly emit: (level: number, row: number, values: Float32Array) => void,
  ) {
    for (let level = 1; level < levels; level++) {
      this.pending.push({ sum: new Float32Array(levelLength(width, level) * channels), weight: 0, row: 0 });
    }
  }

  /** The next row of level 0: [width × channels]. */
  push(row: Float32Array): void {
    this.add(0, row, 1);
  }

  /** After the last row: gives out the rows that wait for a partner. */
  finish(): void {
    for (let level = 1; level < this.levels; level++) this.flush(level);
  }

  private add(level: number, row: Float32Array, weight: number): void {
    const target = this.pending[level];
    if (!target) return;
    accumulatePairs(row, target.sum, levelLength(this.width, level), this.channels, weight, this.lastWeight(level));
    target.weight += weight;
    if (target.weight >= 2 ** (level + 1)) this.flush(level + 1);
  }

  /** How much the last column of this level weighs against the others: the share of it that the picture covers. */
  private lastWeight(level: number): number {
    const full = 2 ** level;
    return (this.width - (levelLength(this.width, level) - 1) * full) / full;
  }

  private flush(level: number): void {
    const entry = this.pending[level - 1]!;
    if (entry.weight === 0) return;
    const { sum, weight } = entry;
    const scale = 1 / weight;
    for (let i = 0; i < sum.length; i++) sum[i]! *= scale;
    this.emit(level, entry.row, sum);
    this.add(level, sum, weight);
    sum.fill(0);
    entry.weight = 0;
    entry.row += 1;
  }
}

/**
 * Halves an error map again and again while its rows arrive: each result is the error of largest size among the pixels
 * it covers, with its sign. A mean would let + and - cancel, and the worst picture would look the best from afar.
 */
export class PeakPyramidBuilder {
  private readonly pending: { peak: Float32Array; rows: number; row: number }[] = [];

  /** @param emit called for every finished row of levels 1..; the array is reused */
  constructor(
    width: number,
    private readonly levels: number,
    private readonly emit: (level: number, row: number, values: Float32Array) => void,
  ) {
    for (let level = 1; level < levels; level++)
      this.pending.push({ peak: new Float32Array(levelLength(width, level)), rows: 0, row: 0 });
  }

  /** The next row of level 0. */
  push(row: Float32Array): void {
    this.add(1, row);
  }

  /** After the last row: gives out the rows that wait for a partner. */
  finish(): void {
    for (let level = 1; level < this.levels; level++) this.flush(level);
  }

  private add(level: number, row: Float32Array): void {
    const entry = this.pending[level - 1];
    if (!entry) return;
    const { peak } = entry;
    for (let x = 0; x < row.length; x++) {
      const value = row[x]!;
      if (Math.abs(value) > Math.abs(peak[x >> 1]!)) peak[x >> 1] = value;
    }
    entry.rows += 1;
    if (entry.rows === 2) this.flush(level);
  }

  private flush(level: number): void {
    const entry = this.pending[level - 1]!;
    if (entry.rows === 0) return;
    this.emit(level, entry.row, entry.peak);
    this.add(level + 1, entry.peak);
    entry.peak.fill(0);
    entry.rows = 0;
    entry.row += 1;
  }
}

/** sum[i] += weight * mean(row[2i], row[2i+1]); the last column counts `lastWeight` of a whole one. */
function accumulatePairs(
  row: Float32Array,
  sum: Float32Array,
  width: number,
  channels: number,
  weight: number,
  lastWeight: number,
): void {
  const pairs = width >> 1;
  const half = weight / 2;
  // A last pair whose second column is not whole is done apart.
  const plain = width % 2 === 0 && lastWeight < 1 ? pairs - 1 : pairs;
  if (channels === 1) {
    for (let i = 0, j = 0; i < plain; i++, j += 2) sum[i]! += half * (row[j]! + row[j + 1]!);
  } else {
    for (let i = 0, o = 0, j = 0; i < plain; i++, o += 3, j += 6) {
      sum[o]! += half * (row[j]! + row[j + 3]!);
      sum[o + 1]! += half * (row[j + 1]! + row[j + 4]!);
      sum[o + 2]! += half * (row[j + 2]! + row[j + 5]!);
    }
  }
  for (let c = 0; c < channels; c++) {
    if (plain < pairs) {
      const at = plain * 2 * channels + c;
      sum[plain * channels + c]! += (weight * (row[at]! + lastWeight * row[at + channels]!)) / (1 + lastWeight);
    } else if (width % 2 === 1) {
      sum[pairs * channels + c]! += weight * row[pairs * 2 * channels + c]!;
    }
  }
}
