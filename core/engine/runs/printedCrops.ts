import type { KeptOutput, OutputShelf } from '../../experiment/keptOutputs';
import type { Experiment } from '../../experiment/schema';
import { findWindowOf, type CropFinder, type Rect } from '../../report/crop';
import { cutRaster, hasUsualRange, makeSamples, type Raster } from '../../tensor/raster';
import { toEightBit, writePng } from '../pictures/png';

/** The window printed in reports: what fits beside six others on paper at 200 %. */
export const CROP_WIDTH = 96;
export const CROP_HEIGHT = 72;

/** What is printed of a picture and its outputs: one window of each, and where it is. */
export interface PrintedCrops {
  readonly window: Rect;
  /** Data URI of the window, by `reference` and the keys of methods. */
  readonly uris: Readonly<Record<string, string>>;
  /** The picture as a whole, made small, with the size of what it shows. */
  readonly whole: { readonly uri: string; readonly width: number; readonly height: number } | null;
}

/** The window in which outputs of this size differ most. */
export const windowOf = (finder: CropFinder, { width, height }: Pick<Raster, 'width' | 'height'>): Rect =>
  finder.find(Math.min(CROP_WIDTH, width), Math.min(CROP_HEIGHT, height));

export const fits = ({ x, y, width, height }: Rect, picture: Pick<Raster, 'width' | 'height'>): boolean =>
  x + width <= picture.width && y + height <= picture.height;

const pngUri = (raster: Raster): string => `data:image/png;base64,${Buffer.from(writePng(raster)).toString('base64')}`;

/** A window of a picture as a screen shows it, without alpha. */
export function cropUri(window: Raster): string {
  const { alpha: _, ...shown } = toEightBit(window);
  return pngUri(shown);
}

/** Longest side of the whole picture in a crop sheet. */
const WHOLE_SIDE = 480;

/** The whole picture, of which every n-th pixel is enough: it only shows where the crops are. */
export function wholeOf(picture: Raster): NonNullable<PrintedCrops['whole']> {
  const { alpha: _, ...shown } = toEightBit(picture);
  const { width, height } = shown;
  return { uri: pngUri(decimate(shown)), width, height };
}

function decimate(raster: Raster): Raster {
  const step = Math.ceil(Math.max(raster.width, raster.height) / WHOLE_SIDE);
  if (step === 1) return raster;
  const width = Math.floor(raster.width / step);
  const height = Math.floor(raster.height / step);
  const { channels } = raster;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) data[o++] = raster.data[(y * step * raster.width + x * step) * channels + c]!;
  }
  return { width, height, channels, bitDepth: 8, data };
}

/** Whether a report shows the values of a run themselves: of other pictures it reads what was written for it. */
export const areShown = (raster: Raster, { mode, space }: Pick<Experiment, 'mode' | 'space'>): boolean =>
  isShown(raster) && mode === 'reference' && space !== 'y';

const isShown = (raster: Raster): boolean =>
  raster.bitDepth === 8 && hasUsualRange(raster) && (raster.channels === 1 || raster.channels === 3);

/**
 * Takes what is printed of a run while its outputs are at hand: written and read again, they cost as much as the methods.
 * A shelf for the run, before the one that keeps the outputs for comparisons.
 */
export class CropKeeper implements OutputShelf {
  private readonly outputs = new Map<string, KeptOutput['values']>();
  private latest: { readonly key: string; readonly raster: Raster } | undefined;
  /** False with an output of other values or channels than the reference, such as floats of a finished one. */
  private areAlike = true;

  constructor(
    private readonly shelf: OutputShelf,
    private readonly reference: Raster,
  ) {}

  /** Hears of an output before the run keeps it. */
  hear(key: string, raster: Raster): void {
    this.areAlike &&= isShown(raster) && raster.channels === this.reference.channels;
    this.latest = { key, raster };
    this.outputs.set(key, (from, to) => raster.data.subarray(from, to));
  }

  keep(raster: Raster): KeptOutput {
    const kept = this.shelf.keep(raster);
    // From here on it may lie in a file; this holds it no longer.
    if (this.latest?.raster === raster) this.outputs.set(this.latest.key, (from, to) => kept.values(from, to));
    this.latest = undefined;
    return kept;
  }

  /** When every output was heard of; null where there is none, and where only the files can be held side by side. */
  printed(): PrintedCrops | null {
    const { reference, outputs, areAlike } = this;
    if (outputs.size === 0 || !areAlike) return null;
    const window = findWindowOf([...outputs.values()], reference, { width: CROP_WIDTH, height: CROP_HEIGHT });
    const uris = Object.fromEntries(
      [...outputs].map(([key, values]) => [key, cropUri(cutValues(values, reference, window))]),
    );
    return { window, uris: { reference: cropUri(cutRaster(reference, window)), ...uris }, whole: wholeOf(reference) };
  }
}

/** A window of an output, which is as large as the reference. */
function cutValues(values: KeptOutput['values'], like: Raster, { x, y, width, height }: Rect): Raster {
  const { channels, bitDepth } = like;
  const data = makeSamples(bitDepth, width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * like.width + x) * channels;
    data.set(values(from, from + width * channels), row * width * channels);
  }
  return { width, height, channels, bitDepth, data };
}
