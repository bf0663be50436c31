import { chunk, dataChunks } from '@core/engine/pictures/deflate';
import { END, SIGNATURE } from '@core/engine/pictures/png';
import { STRIPS_CHUNK } from '@core/tensor/pngStrips';
import type { Raster } from '@core/tensor/raster';

/** A PNG in strips of so many rows, as the engine writes only large ones; rows are filtered by Up, but for the first of a strip. */
export function stripPng(raster: Raster, rowsPerStrip: number): Uint8Array {
  const { width, height, channels, bitDepth, data, alpha } = raster;
  const sampleBytes = bitDepth / 8;
  const lineBytes = width * (channels + (alpha ? 1 : 0)) * sampleBytes;
  const plain = new Uint8Array(lineBytes * height);
  let at = 0;
  const put = (value: number): void => {
    if (bitDepth === 16) plain[at++] = value >> 8;
    plain[at++] = value & 255;
  };
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < channels; c++) put(data[i * channels + c]!);
    if (alpha) put(alpha[i]!);
  }
  const lines = new Uint8Array((lineBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    const isFirst = y % rowsPerStrip === 0;
    const line = lines.subarray(y * (lineBytes + 1), (y + 1) * (lineBytes + 1));
    line[0] = isFirst ? 0 : 2;
    for (let i = 0; i < lineBytes; i++) {
      const above = isFirst ? 0 : plain[(y - 1) * lineBytes + i]!;
      line[i + 1] = plain[y * lineBytes + i]! - above;
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = bitDepth;
  header[9] = (channels === 3 ? 2 : 0) + (alpha ? 4 : 0);
  const rows = new Uint8Array(4);
  new DataView(rows.buffer).setUint32(0, rowsPerStrip);
  const strips = Array.from({ length: Math.ceil(height / rowsPerStrip) }, (_, i) =>
    lines.subarray(i * rowsPerStrip * (lineBytes + 1), (i + 1) * rowsPerStrip * (lineBytes + 1)),
  );
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk(STRIPS_CHUNK, rows), ...dataChunks(strips, 1), END]);
}
