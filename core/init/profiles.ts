import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';

/**
 * A separable interpolation kernel in one axis: its value at distance `t` from the centre, in output pixels.
 * s = upsampling factor (stride). Scaling is left to `sampleTaps`.
 */
export type Profile = (t: number) => number;

/** Bilinear: the tent of half-width s. */
export function tent(s: number): Profile {
  return (t) => Math.max(0, 1 - Math.abs(t) / s);
}

/** Every tap alike. */
export function flat(): Profile {
  return () => 1;
}

/** Nearest neighbour: the box of width s; a tap exactly on its edge counts half. */
export function nearestBox(s: number): Profile {
  return (t) => (Math.abs(t) < s / 2 ? 1 : Math.abs(t) === s / 2 ? 0.5 : 0);
}

/** Gaussian of standard deviation `sigma`, in output pixels. */
export function gaussian(sigma: number): Profile {
  return (t) => Math.exp(-(t * t) / (2 * sigma * sigma));
}

/** Cubic convolution (Keys 1981, doi:10.1109/TASSP.1981.1163711) with a = -0.75 as in PyTorch and OpenCV; half-width 2s. */
export function cubic(s: number, a = -0.75): Profile {
  return (t) => {
    const x = Math.abs(t) / s;
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
  };
}

/** Lanczos-3 (Duchon 1979): sinc(x) sinc(x/3), x = t/s, half-width 3s. */
export function lanczos3(s: number): Profile {
  return (t) => {
    const x = Math.abs(t) / s;
    return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/**
 * The profile at `kernelSize` taps `dilation` px apart, centred on the kernel and scaled to sum to `gain`:
 * s for a transposed convolution of stride s (mean phase sum 1), 1 for a convolution.
 */
export function sampleTaps(profile: Profile, kernelSize: number, dilation: number, gain: number): Float64Array {
  const taps = new Float64Array(kernelSize);
  let sum = 0;
  for (let i = 0; i < kernelSize; i++) {
    taps[i] = profile((i - (kernelSize - 1) / 2) * dilation);
    sum += taps[i]!;
  }
  if (!(Math.abs(sum) > 1e-6)) {
    throw new UpbenchError('invalid-parameter', message('taps-cancel', { kernelSize, dilation }), {
      parameter: 'weights',
      fix: { dilation: 1 },
    });
  }
  for (let i = 0; i < kernelSize; i++) taps[i]! *= gain / sum;
  return taps;
}
