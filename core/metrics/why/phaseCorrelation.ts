import { createFft } from '../../checkerboard';
import { maxValue, type Raster } from '../../tensor/raster';

const LARGEST = 256;

/**
 * By how much of a pixel `b` is `a` moved to the right and down: a line through the phases of the cross-power spectrum at
 * low frequencies, weighed by its magnitude (Stone et al. 2001, doi:10.1109/36.957286).
 */
export function subPixelShift(a: Raster, b: Raster): readonly [x: number, y: number] {
  const size = Math.min(LARGEST, a.width, a.height);
  if (size < 16) return [0, 0];
  const [fa, fb] = [spectrum(a, size), spectrum(b, size)];
  let [xx, xy, yy, xp, yp] = [0, 0, 0, 0, 0];
  const reach = Math.max(2, Math.floor(size / 8));
  for (let ky = -reach; ky <= reach; ky++)
    for (let kx = -reach; kx <= reach; kx++) {
      if (kx * kx + ky * ky > reach * reach || (kx === 0 && ky === 0)) continue;
      const at = ((ky + size) % size) * size + ((kx + size) % size);
      const re = fa.re[at]! * fb.re[at]! + fa.im[at]! * fb.im[at]!;
      const im = fa.im[at]! * fb.re[at]! - fa.re[at]! * fb.im[at]!;
      const weight = Math.hypot(re, im);
      const phase = Math.atan2(im, re);
      const [wx, wy] = [(2 * Math.PI * kx) / size, (2 * Math.PI * ky) / size];
      xx += weight * wx * wx;
      xy += weight * wx * wy;
      yy += weight * wy * wy;
      xp += weight * wx * phase;
      yp += weight * wy * phase;
    }
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-12 * xx * yy)) return [0, 0];
  return [(xp * yy - yp * xy) / determinant, (yp * xx - xp * xy) / determinant];
}

/** The middle of the picture, mean of its channels, its own mean taken off, under a Hann window, transformed. */
function spectrum(raster: Raster, size: number): { readonly re: Float64Array; readonly im: Float64Array } {
  const { width, height, channels } = raster;
  const [left, top] = [(width - size) >> 1, (height - size) >> 1];
  const unit = maxValue(raster);
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  let mean = 0;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const at = ((y + top) * width + x + left) * channels;
      for (let c = 0; c < channels; c++) re[y * size + x]! += raster.data[at + c]! / unit;
      mean += re[y * size + x]!;
    }
  mean /= size * size;
  const hann = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / size));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) re[y * size + x] = (re[y * size + x]! - mean) * hann[x]! * hann[y]!;
  const fft = createFft(size);
  for (let y = 0; y < size; y++)
    fft.forward(re.subarray(y * size, (y + 1) * size), im.subarray(y * size, (y + 1) * size));
  const columnRe = new Float64Array(size);
  const columnIm = new Float64Array(size);
  for (let x = 0; x < size; x++) {
    for (let y = 0; y < size; y++) {
      columnRe[y] = re[y * size + x]!;
      columnIm[y] = im[y * size + x]!;
    }
    fft.forward(columnRe, columnIm);
    for (let y = 0; y < size; y++) {
      re[y * size + x] = columnRe[y]!;
      im[y * size + x] = columnIm[y]!;
    }
  }
  return { re, im };
}
