import { centredDecibels, powerSpectrum, radialProfile, type PowerSpectrum, type RadialProfile } from '../checkerboard';
import type { Raster } from '../tensor/raster';
import { yiqLumaPlane, type Plane } from './planes';

/** Largest part, in the middle of the picture, whose spectrum is taken: more shows nothing new and takes long. */
const LARGEST_SIDE = 1024;
/** What the darkest grey stands for, below the strongest frequency. */
const SPAN_DB = 100;
/** A difference of spectra is drawn from -40 dB (black) over 0 (middle grey) to +40 dB (white). */
export const DIFFERENCE_DB = 40;

/** Log power of a luma, mean in the middle, as 8-bit grey: black = `lowDb` or less, white = `highDb`. */
interface Spectra {
  readonly width: number;
  readonly height: number;
  /** dB of 0..255 units squared. */
  readonly lowDb: number;
  readonly highDb: number;
  readonly output: Raster;
  readonly reference: Raster | null;
  /** Output less reference in dB, see `DIFFERENCE_DB`. */
  readonly difference: Raster | null;
  /** Mean power per ring in dB, up to the corner (cycles per pixel). */
  readonly radial: { readonly radius: number[]; readonly output: number[]; readonly reference: number[] | null };
}

/** The spectra of an output and its reference (same size) on one scale of greys. */
export function measureSpectra(reference: Raster | null, picture: Raster, checkpoint?: () => void): Spectra {
  const spectrumOf = (raster: Raster): PowerSpectrum =>
    powerSpectrum(middleOf(yiqLumaPlane(raster, 0)), { window: 'hann', removeMean: true, checkpoint });
  const own = spectrumOf(picture);
  const other = reference && spectrumOf(reference);
  const decibels = centredDecibels(own);
  const otherDecibels = other && centredDecibels(other);
  const { width, height } = own;
  const strongest = (otherDecibels ?? decibels).reduce((most, value) => Math.max(most, value), -Infinity);
  const highDb = Math.ceil(strongest);
  const lowDb = highDb - SPAN_DB;
  const grey = (values: Float32Array): Raster => greyOf(values, width, height, lowDb, highDb);
  const profile = radialProfile(own);
  return {
    width,
    height,
    lowDb,
    highDb,
    output: grey(decibels),
    reference: otherDecibels && grey(otherDecibels),
    difference:
      otherDecibels &&
      greyOf(
        decibels.map((value, i) => value - otherDecibels[i]!),
        width,
        height,
        -DIFFERENCE_DB,
        DIFFERENCE_DB,
      ),
    radial: {
      radius: [...profile.radius],
      output: profileDecibels(profile),
      reference: other && profileDecibels(radialProfile(other)),
    },
  };
}

function middleOf(plane: Plane): Plane {
  const width = Math.min(plane.width, LARGEST_SIDE);
  const height = Math.min(plane.height, LARGEST_SIDE);
  if (width === plane.width && height === plane.height) return plane;
  const left = (plane.width - width) >> 1;
  const top = (plane.height - height) >> 1;
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * plane.width + left;
    data.set(plane.data.subarray(start, start + width), y * width);
  }
  return { width, height, data };
}

function greyOf(values: Float32Array, width: number, height: number, low: number, high: number): Raster {
  const data = Uint8Array.from(values, (value) =>
    Math.round((255 * (Math.min(high, Math.max(low, value)) - low)) / (high - low)),
  );
  return { width, height, channels: 1, bitDepth: 8, data };
}

/** The same floor as the picture of the spectrum, so that empty rings stay numbers. */
function profileDecibels({ power }: RadialProfile): number[] {
  return Array.from(power, (value) => 10 * Math.log10(value + 1e-12));
}
