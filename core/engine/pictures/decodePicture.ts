import type { Metadata } from 'sharp';
import { message, type Said } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { checkRuns } from '../../tensor/pictures/bytes';
import { PICTURE_KINDS, type PictureFormat } from '../../tensor/pictureKinds';
import { maxValue, type Raster } from '../../tensor/raster';
import { primaryPicture } from './isoMedia';
import { describePicture, type Found } from './pictureNotes';
import { readPngExtras } from './pngChunks';
import { decodeTiffArray } from './tiffArray';
import { readTiffTags, TAG, tiffKind, type TiffKind } from './tiffTags';
import { decodeFailure, decodeWithVips, type Decoded } from './vips';
import { sharp } from './sharp';

interface DecodeOptions {
  readonly name: string;
  readonly format: PictureFormat;
  readonly maxPixels: number;
}

export interface DecodedPicture {
  readonly raster: Raster;
  readonly notes: readonly Said[];
  /** The profile of its colours, for files that are made from it. */
  readonly icc?: Uint8Array | undefined;
}

/** The limit is checked here, not in the decoder, so that the refusal can say the numbers. */
export function refuseSize(name: string, width: number, height: number, maxPixels: number): void {
  if (!(width > 0) || !(height > 0)) throw new UpbenchError('corrupt-file', message('picture-no-pixels', { name }));
  if (width * height > maxPixels) {
    throw new UpbenchError(
      'too-large',
      message('picture-too-large', {
        name,
        width,
        height,
        megapixels: Math.round((width * height) / 1e6),
        limit: Math.floor(maxPixels / 1e6),
      }),
    );
  }
}

const unsupported = (name: string, format: PictureFormat, what: ReturnType<typeof message> | string): UpbenchError =>
  new UpbenchError(
    'unsupported-file',
    message('picture-unsupported', { name, kind: PICTURE_KINDS[format].title, what }),
  );

/** Bytes of a known format -> raster with encoded values, orientation applied, alpha apart, and notes about it. */
export async function decodePicture(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedPicture> {
  const { name, format, maxPixels } = options;
  // The PNG decoder calls sides above a million pixels damage, so the header is read here.
  if (format === 'png' && bytes.length >= 24 && Buffer.from(bytes.subarray(12, 16)).toString('latin1') === 'IHDR') {
    const header = new DataView(bytes.buffer, bytes.byteOffset, 24);
    refuseSize(name, header.getUint32(16), header.getUint32(20), maxPixels);
  }
  const tiff = format === 'tiff' ? tiffOf(bytes, options) : null;
  if (tiff?.isArray) {
    const raster = await decodeTiffArray(bytes, tiff, name);
    const found = { ...NOTHING_FOUND, tiff };
    return { raster, notes: describePicture(null, raster, found) };
  }
  const page = format === 'avif' ? await primaryPage(bytes, name) : 0;
  const decoded = await decodeWithVips(bytes, { name, format, page }, (metadata) => {
    refuse(name, metadata, format, maxPixels);
    const isDeep = metadata.depth === 'ushort' || metadata.depth === 'short';
    const isColour = !(metadata.space === 'b-w' || metadata.space === 'grey16');
    // Raw output of 8-bit grey drops alpha, so grey with alpha goes through colour: its three values are equal.
    const isWidened = !isColour && metadata.hasAlpha && !isDeep;
    const space = isColour || isWidened ? (isDeep ? 'rgb16' : 'srgb') : isDeep ? 'grey16' : 'b-w';
    // CMYK cannot be converted to RGB without its profile; everything else keeps its encoded values.
    return { space, ignoreIcc: metadata.space !== 'cmyk' };
  });
  const png = format === 'png' ? readPngExtras(bytes) : null;
  const heif = format === 'avif' ? primaryPicture(bytes) : null;
  const plain = rasterOf(decoded);
  const grey = heif?.isMonochrome ? oneChannel(plain) : plain;
  const raster = heif?.isMonochrome && heif.isLimited ? fullRange(grey) : grey;
  const found: Found = { format, decoded, png, heif, tiff, page };
  return {
    raster: png?.peak === undefined ? raster : { ...raster, peak: png.peak },
    notes: describePicture(decoded.metadata, raster, found),
    icc: decoded.metadata.space === 'cmyk' ? undefined : decoded.metadata.icc,
  };
}

const NOTHING_FOUND: Found = { format: 'tiff', decoded: null, png: null, heif: null, tiff: null, page: 0 };

/** What a TIFF is; kinds that are not supported are refused by name. */
function tiffOf(bytes: Uint8Array, { name, maxPixels }: DecodeOptions): TiffKind | null {
  const directories = readTiffTags(bytes);
  const kind = tiffKind(directories);
  if (kind === null) return null;
  // Canon's raw files are marked behind the header.
  if (bytes[8] === 0x43 && bytes[9] === 0x52 && bytes[10] === 2)
    throw unsupported(name, 'tiff', message('part-camera-raw'));
  if (kind.refusal !== undefined) throw unsupported(name, 'tiff', kind.refusal);
  const one = (tag: number): number => directories[0]?.get(tag)?.[0] ?? 0;
  if (kind.isArray) {
    const [width, height] = [one(TAG.width), one(TAG.height)];
    refuseSize(name, width, height, maxPixels / Math.max(1, kind.samples / 4));
    const perByte = kind.density / Math.max(1, (kind.samples * kind.bits) / 8);
    checkRuns(name, PICTURE_KINDS.tiff.title, width * height, bytes.length, perByte);
  }
  return kind;
}

/** Which of the pictures in the file is the one it shows. */
async function primaryPage(bytes: Uint8Array, name: string): Promise<number> {
  if (primaryPicture(bytes) === null && /^avis/.test(Buffer.from(bytes.subarray(8, 12)).toString('latin1')))
    throw unsupported(name, 'avif', message('part-sequence'));
  try {
    return (await sharp(bytes, { limitInputPixels: false }).metadata()).pagePrimary ?? 0;
  } catch (error) {
    throw decodeFailure(name, 'avif', error);
  }
}

function refuse(name: string, metadata: Metadata, format: PictureFormat, maxPixels: number): void {
  refuseSize(name, metadata.width, metadata.height, maxPixels);
  if (!['uchar', 'ushort', 'char', 'short'].includes(metadata.depth))
    throw new UpbenchError('unsupported-file', message('picture-depth', { name, depth: metadata.depth }));
  if (format === 'avif' && metadata.compression !== 'av1')
    throw new UpbenchError(
      'unsupported-file',
      message('picture-not-avif', { name, compression: metadata.compression ?? 'something else' }),
    );
}

/** Grey that came as three equal colours. */
function oneChannel(raster: Raster): Raster {
  const { channels } = raster;
  return { ...raster, channels: 1, data: raster.data.filter((_, i) => i % channels === 0) };
}

/** Grey of 16..235 (of 8 bits; 10 and 12 alike) -> 0..255, as colours of that range already are. */
function fullRange(raster: Raster): Raster {
  const max = maxValue(raster);
  const [low, span] = [(16 * (max + 1)) / 256, (219 * (max + 1)) / 256];
  const data = raster.data.map((value) => Math.min(max, Math.max(0, Math.round(((value - low) * max) / span))));
  return { ...raster, data };
}

function rasterOf({ metadata, raw, width, height, channels: stride }: Decoded): Raster {
  const pixels = width * height;
  const channels = metadata.space === 'b-w' || metadata.space === 'grey16' ? 1 : 3;
  const bitDepth = metadata.depth === 'ushort' || metadata.depth === 'short' ? 16 : 8;
  const values =
    bitDepth === 16
      ? new Uint16Array(aligned(raw), 0, pixels * stride)
      : new Uint8Array(raw.buffer, raw.byteOffset, raw.length);
  const common = { width, height, channels, bitDepth } as const;
  if (stride === channels) return { ...common, data: values };
  // Grey with alpha comes as colour with alpha.
  if (stride !== channels + 1 && !(channels === 1 && stride === 4))
    throw new UpbenchError('internal', message('decoder-values', { values: stride, channels }));
  const parts =
    values instanceof Uint16Array
      ? split(values, (length) => new Uint16Array(length), pixels, stride, channels)
      : split(values, (length) => new Uint8Array(length), pixels, stride, channels);
  return { ...common, ...parts };
}

/** [H*W*(C+1)] interleaved -> colour and alpha, each its own array. `colours` of the `stride` values are kept. */
function split<Values extends Uint8Array | Uint16Array>(
  source: Values,
  make: (length: number) => Values,
  pixels: number,
  stride: number,
  colours: number,
): { data: Values; alpha: Values } {
  const data = make(pixels * colours);
  const alpha = make(pixels);
  for (let i = 0, from = 0, to = 0; i < pixels; i++, from += stride) {
    for (let c = 0; c < colours; c++) data[to++] = source[from + c]!;
    alpha[i] = source[from + stride - 1]!;
  }
  return { data, alpha };
}

/** The bytes in a buffer that begins at 0, so that 16-bit values may be laid over them. */
function aligned(bytes: Buffer): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteOffset % 2 === 0 && byteOffset === 0 && buffer instanceof ArrayBuffer) return buffer;
  return new Uint8Array(bytes).buffer.slice(0, byteLength);
}
