import { renameSync, writeFileSync } from 'node:fs';
import {
  conv2d,
  convTranspose2d,
  interpolate,
  maxUnpool2d,
  nearestConv2d,
  pixelShuffle,
  resizeBilinearU8,
} from '@core/ops';
import { resizeByWholeTaps } from '@core/dialects/bytes';
import { psnrOf } from '@core/metrics/difference';
import { gaussianTaps, ssimPlane } from '@core/metrics/ssimPlane';
import { createTensor, type Tensor } from '@core/tensor/tensor';
import { fileOf, readArrays, writeInputs } from './arrays';
import { tapsOf } from './byteRows';
import { rows, shapesOf, type Row } from './rows';

// Writes the inputs of rows and what the reference makes of them. Arguments: folder, rows.

const [folder = '', ...names] = process.argv.slice(2);

/** [H, W, C] bytes as the library of the row resizes them. */
function resizedBytes(row: Row, bytes: Uint8Array): Uint8Array {
  const [planes, height, width] = row.input;
  const [inPixels, outPixels] = [height * width, height * width * row.scale ** 2];
  const data = new Float64Array(bytes.length);
  for (let c = 0; c < planes; c++) for (let i = 0; i < inPixels; i++) data[c * inPixels + i] = bytes[i * planes + c]!;
  const made = resizeByWholeTaps({ planes, height, width, data }, tapsOf(row)!).data;
  const out = new Uint8Array(made.length);
  for (let c = 0; c < planes; c++) for (let i = 0; i < outPixels; i++) out[i * planes + c] = made[c * outPixels + i]!;
  return out;
}

function expected(row: Row): Float32Array | Uint8Array {
  const shapes = shapesOf(row);
  // An empty output stands in until it is known: the reader wants every file.
  writeFileSync(fileOf(folder, row.row, 'y'), new Uint8Array(0));
  const arrays = readArrays(row, folder);
  const given = (name: string): Tensor => createTensor(shapes[name]!, arrays[name]!.floats);
  const { kind, scale, padding = 0, outputPadding = 0, groups = 1, input } = row;
  if (kind === 'bilinearU8') {
    const [, height, width] = input;
    return resizeBilinearU8(
      { width, height, data: arrays['x']!.bytes },
      { width: width * scale, height: height * scale },
    ).data;
  }
  if (kind === 'resizeBytes') return resizedBytes(row, arrays['x']!.bytes);
  if (kind === 'psnr' || kind === 'ssim') {
    const [a, b] = [arrays['x']!.floats, arrays['x2']!.floats];
    if (kind === 'psnr')
      return Float32Array.of(psnrOf(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length));
    const [planes, height, width] = input;
    const plane = (data: Float32Array, p: number) => ({
      width,
      height,
      data: Float64Array.from(data.subarray(p * width * height, (p + 1) * width * height)),
    });
    const window = { taps: gaussianTaps(11, 1.5), covarianceFactor: 1 };
    const values = Array.from({ length: planes }, (_, p) => ssimPlane(plane(a, p), plane(b, p), { window }).ssim);
    return Float32Array.of(values.reduce((sum, value) => sum + value, 0) / planes);
  }
  const x = given('x');
  if (kind === 'bilinear') return interpolate(x, { scaleFactor: scale, mode: 'bilinear' }).data;
  if (kind === 'shuffle') return pixelShuffle(x, scale).data;
  if (kind === 'unpool')
    return maxUnpool2d(x, { shape: shapes['i']!, data: arrays['i']!.ints }, { kernelSize: 2 }).data;
  const [w, b] = [given('w'), given('b')];
  if (kind === 'convTranspose') return convTranspose2d(x, w, b, { stride: scale, padding, outputPadding, groups }).data;
  if (kind === 'nearestConv') return nearestConv2d(x, w, b, { scaleFactor: scale, padding }).data;
  return pixelShuffle(conv2d(x, w, b, { padding }), scale).data;
}

for (const name of names) {
  const row = rows.find((one) => one.row === name)!;
  writeInputs(row, folder);
  const y = expected(row);
  const file = fileOf(folder, name, 'y');
  writeFileSync(`${file}.part`, new Uint8Array(y.buffer, y.byteOffset, y.byteLength));
  renameSync(`${file}.part`, file);
}
