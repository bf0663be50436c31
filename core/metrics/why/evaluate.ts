import { maxValue, type Raster } from '../../tensor/raster';
import { psnrOf } from '../difference';
import { mixRow, type Plane } from '../planes';
import { shrink, shrinkFactor } from '../ssimPair';
import { gaussianTaps, ssimPlane } from '../ssimPlane';
import { planesRow, windowRow, type PlanesId, type WhyState } from './state';

/**
 * The number of one pair in any state. Values of all crops come from one pass (sums by distance to the border), and what
 * was computed once is kept: trying hundreds of states costs tens of passes.
 */
export class PairMeasure {
  private readonly known = new Map<string, readonly (readonly number[])[]>();

  constructor(
    private readonly reference: Raster,
    private readonly picture: Raster,
    /** The largest crop that will be asked for. */
    private readonly mostCrop: number,
    private readonly checkpoint: (() => void) | undefined,
  ) {}

  value(metric: string, state: WhyState): number {
    const { width, height } = this.reference;
    if (Math.min(width, height) <= 2 * state.crop) return NaN;
    return metric.startsWith('psnr') ? this.psnr(state) : this.ssim(state);
  }

  private psnr(state: WhyState): number {
    const errors = this.remember(`mse ${state.planes} ${state.bytes}`, () =>
      this.readers(state.planes, state.bytes).map((read) => this.ringErrors(read)),
    );
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const byChannel = errors.map((rings) => rings[Math.min(state.crop, rings.length - 1)]!);
    const value = state.combine === 'joint' ? psnrOf(mean(byChannel)) : mean(byChannel.map(psnrOf));
    return value + 20 * Math.log10(state.peak / 255);
  }

  private ssim(state: WhyState): number {
    const { size } = windowRow(state.window);
    const settings = [state.planes, state.bytes, state.peak, state.window, state.covariance];
    const name = `ssim ${settings.join(' ')}`;
    const values = state.downsample
      ? this.remember(`${name} smaller ${state.crop}`, () =>
          this.readers(state.planes, state.bytes).map((read) => this.localMeans(read, state, state.crop)),
        )
      : this.remember(name, () =>
          this.readers(state.planes, state.bytes).map((read) => this.localMeans(read, state, 0)),
        );
    const at = state.downsample ? 0 : state.crop;
    if (Math.min(this.reference.width, this.reference.height) - 2 * state.crop < size) return NaN;
    return values.reduce((sum, means) => sum + (means[at] ?? NaN), 0) / values.length;
  }

  /** Smallest and largest value of one of the two, in 0..255 units. */
  extremes(
    who: 'reference' | 'picture',
    planes: PlanesId,
    bytes: boolean,
  ): { readonly least: number; readonly most: number } {
    const raster = this[who];
    const [found] = this.remember(`extremes ${who} ${planes} ${bytes}`, () => {
      const row = new Float64Array(raster.width);
      let least = Infinity;
      let most = -Infinity;
      for (const read of this.readers(planes, bytes))
        for (let y = 0; y < raster.height; y++) {
          read(raster, y, row);
          for (let x = 0; x < row.length; x++) {
            least = Math.min(least, row[x]!);
            most = Math.max(most, row[x]!);
          }
        }
      return [[least, most]];
    });
    return { least: found![0]!, most: found![1]! };
  }

  private remember(name: string, compute: () => readonly (readonly number[])[]): readonly (readonly number[])[] {
    const found = this.known.get(name);
    if (found) return found;
    const computed = compute();
    this.known.set(name, computed);
    return computed;
  }

  /** One reader of rows per plane that is compared; values in 0..255 units. */
  private readers(planes: PlanesId, bytes: boolean): ReadRow[] {
    const row = planesRow(planes);
    const rounded = bytes ? (read: ReadRow): ReadRow => roundedRow(read) : (read: ReadRow) => read;
    const { mix } = row;
    const isColour = this.reference.channels === 3;
    if (mix && (isColour || this.reference.channels === 1)) {
      const divide = (raster: Raster): number => (mix.divisor * maxValue(raster)) / 255;
      return [
        rounded((raster, y, out) =>
          mixRow(raster, y * raster.width * raster.channels, { ...mix, divisor: divide(raster) }, out, 0, raster.width),
        ),
      ];
    }
    const count = this.reference.channels;
    const channels = row.channel !== undefined && isColour ? [row.channel] : Array.from({ length: count }, (_, c) => c);
    return channels.map((channel) =>
      rounded((raster, y, out) => {
        const divisor = maxValue(raster) / 255;
        const start = y * raster.width * raster.channels + channel;
        for (let x = 0; x < raster.width; x++) out[x] = raster.data[start + x * raster.channels]! / divisor;
      }),
    );
  }

  /** Mean squared error without 0, 1, 2, ... pixels on every side. */
  private ringErrors(read: ReadRow): number[] {
    const { width, height } = this.reference;
    const a = new Float64Array(width);
    const b = new Float64Array(width);
    const rings = new Float64Array(this.mostCrop + 1);
    for (let y = 0; y < height; y++) {
      if (y % 16 === 0) this.checkpoint?.();
      read(this.reference, y, a);
      read(this.picture, y, b);
      const vertical = Math.min(y, height - 1 - y, this.mostCrop);
      for (let x = 0; x < width; x++) {
        const d = a[x]! - b[x]!;
        rings[Math.min(vertical, x, width - 1 - x)]! += d * d;
      }
    }
    return inwards(rings, width, height);
  }

  /** Mean of the local SSIM without 0, 1, 2, ... pixels on every side; only the first when made smaller. */
  private localMeans(read: ReadRow, state: WhyState, crop: number): number[] {
    const { size, sigma } = windowRow(state.window);
    const taps = sigma === null ? new Float64Array(size).fill(1 / size) : gaussianTaps(size, sigma);
    const count = size * size;
    const window = { taps, covarianceFactor: state.covariance === 'sample' ? count / (count - 1) : 1 };
    const plane = (raster: Raster): Plane => this.planeOf(raster, read, crop, 255 / state.peak);
    let [x, y] = [plane(this.reference), plane(this.picture)];
    if (state.downsample) {
      const factor = shrinkFactor(x.width, x.height);
      [x, y] = [shrink(x, factor), shrink(y, factor)];
    }
    if (Math.min(x.width, x.height) < size) return [];
    const [columns, rows] = [x.width - size + 1, x.height - size + 1];
    const rings = new Float64Array((state.downsample ? 0 : this.mostCrop) + 1);
    const { checkpoint } = this;
    ssimPlane(x, y, {
      window,
      checkpoint,
      onRow(at, values) {
        const vertical = Math.min(at, rows - 1 - at, rings.length - 1);
        for (let i = 0; i < columns; i++) rings[Math.min(vertical, i, columns - 1 - i)]! += values[i]!;
      },
    });
    return inwards(rings, columns, rows);
  }

  private planeOf(raster: Raster, read: ReadRow, crop: number, factor: number): Plane {
    const [width, height] = [raster.width - 2 * crop, raster.height - 2 * crop];
    const data = new Float64Array(width * height);
    const row = new Float64Array(raster.width);
    for (let y = 0; y < height; y++) {
      read(raster, y + crop, row);
      for (let x = 0; x < width; x++) data[y * width + x] = row[x + crop]! * factor;
    }
    return { width, height, data };
  }
}

type ReadRow = (raster: Raster, y: number, out: Float64Array) => void;

function roundedRow(read: ReadRow): ReadRow {
  return (raster, y, out) => {
    read(raster, y, out);
    for (let x = 0; x < out.length; x++) out[x] = Math.min(255, Math.max(0, Math.floor(out[x]! + 0.5)));
  };
}

/** Sums by distance to the border -> means of what is left within each distance; NaN where nothing is. */
function inwards(rings: Float64Array, width: number, height: number): number[] {
  const means: number[] = [];
  let sum = 0;
  for (let c = rings.length - 1; c >= 0; c--) {
    sum += rings[c]!;
    const [w, h] = [width - 2 * c, height - 2 * c];
    means[c] = w > 0 && h > 0 ? sum / (w * h) : NaN;
  }
  return means;
}
