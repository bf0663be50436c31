import { message, say, type Said } from '../messages';
import { repeatGrey } from '../metrics/regions';
import { UpbenchError } from '../tensor/errors';
import { cropRaster, extremesOf, formOf, maxValue, type Raster } from '../tensor/raster';
import type { Crop } from './degrade';
import type { MethodResult, MethodSpec } from './schema';

/** A finished output of one picture, as its file holds it. */
export interface CandidateOutput {
  /** The path or name as given. */
  readonly file: string;
  readonly sha256: string;
  readonly raster: Raster;
  readonly notes: readonly Said[];
}

/** What an output must match to be compared with those of the methods. */
interface CandidatePlace {
  readonly width: number;
  readonly height: number;
  /** What the run cut from the original. */
  readonly crop: Crop;
  /** The original, or the small picture where there is none. */
  readonly like: Raster;
  readonly hasOriginal: boolean;
}

/** Floats a little outside black and white are overshoots of a network; further out they have another range. */
const MOST_OVERSHOOT = 0.5;

/**
 * The output brought to its place: without what the run cut from the original, in one channel where all are equal and
 * the original is grey. Refused, with both sizes and the crop that would fit, where it is not of that place.
 */
export function placeCandidate(
  { file, raster, notes }: CandidateOutput,
  { width, height, crop, like, hasOriginal }: CandidatePlace,
): { readonly output: Raster; readonly notes: Said[] } {
  const said = [...notes];
  let output = raster;
  const isWhole = output.width === width + crop.right && output.height === height + crop.bottom;
  if ((output.width !== width || output.height !== height) && isWhole) {
    output = cropRaster(output, crop);
    said.push(message('candidate-cropped', { right: crop.right, bottom: crop.bottom }));
  }
  if (output.width !== width || output.height !== height) throw wrongSize(file, output, { width, height, hasOriginal });
  if (output.alpha !== undefined) said.push(message('candidate-alpha'));
  refuseOtherRange(file, output, like);
  if (output.bitDepth === 32 && like.bitDepth !== 32) said.push(message('candidate-floats'));
  const { alpha: _alpha, ...colours } = output;
  return { output: inChannels(colours, like.channels, file), notes: said };
}

function wrongSize(
  file: string,
  output: Raster,
  { width, height, hasOriginal }: Pick<CandidatePlace, 'width' | 'height' | 'hasOriginal'>,
): UpbenchError {
  const sizes = { file, own: `${output.width}×${output.height}`, wanted: `${width}×${height}` };
  const [right, bottom] = [output.width - width, output.height - height];
  // Where much is missing, it is another scale and no crop.
  const isNear = Math.abs(right) <= width / 4 && Math.abs(bottom) <= height / 4;
  if (!isNear) return new UpbenchError('size-mismatch', message('candidate-size', sizes));
  if (right >= 0 && bottom >= 0)
    return new UpbenchError('size-mismatch', message('candidate-larger', { ...sizes, right, bottom }));
  if (right <= 0 && bottom <= 0 && hasOriginal)
    return new UpbenchError(
      'size-mismatch',
      message('candidate-smaller', { ...sizes, right: -right, bottom: -bottom }),
    );
  return new UpbenchError('size-mismatch', message('candidate-size', sizes));
}

/** Floats whose white nobody has said must lie about black and white, or every number would be meaningless. */
function refuseOtherRange(file: string, output: Raster, like: Raster): void {
  if (output.bitDepth !== 32 || output.peak !== undefined || (like.bitDepth === 32 && like.peak === undefined)) return;
  const white = like.bitDepth === 32 ? maxValue(like) : 1;
  const { least, most } = extremesOf(output);
  if (least >= -MOST_OVERSHOOT * white && most <= (1 + MOST_OVERSHOOT) * white) return;
  throw new UpbenchError(
    'invalid-parameter',
    message('candidate-range', { file, least: short(least), most: short(most), white }),
  );
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** Grey in as many channels as the original has, and equal channels in one. */
function inChannels(raster: Raster, channels: number, file: string): Raster {
  if (raster.channels === channels) return raster;
  const { width, height, data } = raster;
  const own = raster.channels;
  if (channels === 1) {
    const isGrey = data.every((value, i) => value === data[i - (i % own)]);
    // Measured in colour against the grey original, then: nothing is averaged away.
    if (!isGrey) return raster;
    return { width, height, channels: 1, ...formOf(raster), data: data.filter((_, i) => i % own === 0) };
  }
  if (own !== 1)
    throw new UpbenchError('size-mismatch', message('candidate-channels', { file, own, wanted: channels }));
  return repeatGrey(raster, channels);
}

/** The parts of a candidate's result that are not measured: its file, and the user's figures. */
export function candidatePart(
  { given, key }: MethodSpec,
  { file, sha256 }: CandidateOutput,
  notes: readonly Said[],
  places: ReadonlyMap<string, number>,
): Pick<MethodResult, 'cost' | 'given' | 'candidate'> {
  return {
    cost: null,
    ...(given === undefined ? {} : { given }),
    candidate: {
      file,
      sha256,
      notes: notes.map((note) => say(note)),
      notesSaid: [...notes],
      place: places.get(key) ?? 0,
    },
  };
}
