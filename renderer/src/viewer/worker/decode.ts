import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import { parseNpy } from '@core/tensor/npy';
import { rasterOfNpy } from '@core/tensor/npyPicture';
import { makeSamples, type Raster, type Samples } from '@core/tensor/raster';
import type { PixelData } from '../math/errors';
import { fetchPart, notFetched } from './remoteFile';
import { planStrips, type StripPlan } from './strips';
import { decodePng, PNG_HEADER_BYTES, readPngHeader } from './png';

/** Rows drawn and read back at a time when the browser decodes: bounds the memory of the readback. */
const BAND = 256;

export interface Decoding {
  /** Called once, before the first row. */
  readonly onSize: (width: number, height: number, channels: 1 | 3, bitDepth: 8 | 16 | 32) => void;
  readonly onRow: (row: Uint8Array | Uint16Array | Float32Array, y: number) => void;
  readonly breathe: () => Promise<void> | undefined;
}

/** What is read of a file before it is known how to read it; of a small one, all. */
const HEAD_BYTES = 2 ** 20;

/** The file of a picture, or, where it has at least `tiledFrom` pixels and can be read in strips, how. */
export async function fetchPicture(url: string, tiledFrom: number): Promise<Blob | StripPlan> {
  const { bytes, total } = await fetchPart(url, 0, HEAD_BYTES);
  const plan = planStrips(url, bytes);
  if (plan && pixelsOf(plan) >= tiledFrom) return plan;
  if (total <= bytes.length) return new Blob([bytes]);
  const response = await fetch(url);
  if (!response.ok) throw notFetched(response);
  return response.blob();
}

const pixelsOf = (plan: StripPlan): number => {
  const { width, height } = plan.kind === 'png' ? plan.header : plan;
  return width * height;
};

/** Decodes a picture. File values are kept as they are: no colour management, no alpha. */
export async function decodeBlob(blob: Blob, decoding: Decoding): Promise<PixelData> {
  const head = new Uint8Array(await blob.slice(0, PNG_HEADER_BYTES).arrayBuffer());
  if (isNpy(head)) return decodeNpy(new Uint8Array(await blob.arrayBuffer()), decoding);
  const header = readPngHeader(head);
  if (!header) return decodeByBrowser(blob, decoding);
  decoding.onSize(header.width, header.height, header.samples >= 3 ? 3 : 1, header.bitDepth);
  return decodePng(blob, header, decoding.onRow, decoding.breathe);
}

const isNpy = (head: Uint8Array): boolean => NPY_MAGIC.every((byte, i) => head[i] === byte);
const NPY_MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Floats and bands, which no PNG holds. Of more than three bands the first three are shown, of two the first. */
async function decodeNpy(bytes: Uint8Array, { onSize, onRow, breathe }: Decoding): Promise<PixelData> {
  const { raster } = rasterOfNpy(parseNpy(bytes), 'picture.npy');
  const { width, height, bitDepth } = raster;
  const channels = raster.channels >= 3 ? 3 : 1;
  onSize(width, height, channels, bitDepth);
  const data = raster.channels === channels ? raster.data : takeBands(raster, channels);
  for (let y = 0; y < height; y++) {
    onRow(data.subarray(y * width * channels, (y + 1) * width * channels), y);
    const turn = breathe();
    if (turn) await turn;
  }
  return { width, height, channels, bitDepth, data };
}

function takeBands(raster: Raster, taken: number): Samples {
  const { width, height, channels, bitDepth, data } = raster;
  const out = makeSamples(bitDepth, width * height * taken);
  for (let i = 0, o = 0; i < data.length; i += channels) for (let c = 0; c < taken; c++, o++) out[o] = data[i + c]!;
  return out;
}

async function decodeByBrowser(blob: Blob, decoding: Decoding): Promise<PixelData> {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  try {
    return await readBitmap(bitmap, decoding);
  } finally {
    // Also of a picture that was closed meanwhile.
    bitmap.close();
  }
}

async function readBitmap(bitmap: ImageBitmap, { onSize, onRow, breathe }: Decoding): Promise<PixelData> {
  const { width, height } = bitmap;
  onSize(width, height, 3, 8);
  const band = new OffscreenCanvas(width, Math.min(BAND, height));
  const context = band.getContext('2d', { willReadFrequently: true });
  if (!context) throw new UpbenchError('unavailable', message('no-canvas-in-worker'));
  const data = new Uint8Array(width * height * 3);
  for (let y0 = 0; y0 < height; y0 += BAND) {
    const rows = Math.min(BAND, height - y0);
    context.clearRect(0, 0, width, rows);
    context.drawImage(bitmap, 0, y0, width, rows, 0, 0, width, rows);
    const rgba = context.getImageData(0, 0, width, rows).data;
    for (let i = 0, o = y0 * width * 3; i < rgba.length; i += 4, o += 3) {
      data[o] = rgba[i]!;
      data[o + 1] = rgba[i + 1]!;
      data[o + 2] = rgba[i + 2]!;
    }
    for (let y = y0; y < y0 + rows; y++) onRow(data.subarray(y * width * 3, (y + 1) * width * 3), y);
    const turn = breathe();
    if (turn) await turn;
  }
  return { width, height, channels: 3, bitDepth: 8, data };
}
