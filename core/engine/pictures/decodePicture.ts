import type { Metadata } from 'sharp';
import type { Raster } from '../../tensor/raster';
import { UpbenchError } from '../../tensor/errors';
import { PICTURE_KINDS, type PictureFormat } from '../../tensor/pictureKinds';
import { decoderBuild, sharp } from './sharp';

// Only the loaders we mean: a file that fooled the look at its first bytes still finds no SVG, PDF or other parser.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadNsgifBuffer',
  ],
});
// Decoded pictures are kept by us or not at all.
sharp.cache(false);

/** No honest picture below the pixel limit takes this long. */
const TIMEOUT_SECONDS = 30;

interface DecodeOptions {
  readonly name: string;
  readonly format: PictureFormat;
  readonly maxPixels: number;
}

/** What a decoder's words come down to for a person. */
function decodeFailure(name: string, format: PictureFormat, error: unknown): UpbenchError {
  const message = error instanceof Error ? error.message : '';
  const kind = PICTURE_KINDS[format].title;
  if (/timeout/i.test(message))
    return new UpbenchError('too-large', `Decoding "${name}" took more than ${TIMEOUT_SECONDS} seconds.`);
  if (/memory|malloc/i.test(message))
    return new UpbenchError('too-large', `There is not enough memory to decode "${name}".`);
  if (
    /premature|end of (file|gif)|unexpected end|truncat|bad seek|libpng read error|not enough data|out.?of.?data|no image/i.test(
      message,
    )
  ) {
    return new UpbenchError('corrupt-file', `"${name}" is damaged: the ${kind} data ends too early or cannot be read.`);
  }
  return new UpbenchError('corrupt-file', `"${name}" is damaged: its ${kind} data cannot be decoded.`);
}

/** The limit is checked here, not in the decoder, so that the refusal can say the numbers. */
function refuseSize(name: string, width: number, height: number, maxPixels: number): void {
  if (!(width > 0) || !(height > 0))
    throw new UpbenchError('corrupt-file', `"${name}" is damaged: it says it has no pixels.`);
  if (width * height > maxPixels) {
    throw new UpbenchError(
      'too-large',
      `"${name}" has ${width}×${height} pixels (${Math.round((width * height) / 1e6)} megapixels); at most ${Math.floor(maxPixels / 1e6)} megapixels are read.`,
    );
  }
}

function refuse(name: string, metadata: Metadata, format: PictureFormat, maxPixels: number): void {
  refuseSize(name, metadata.width, metadata.height, maxPixels);
  if (!['uchar', 'ushort', 'char', 'short'].includes(metadata.depth)) {
    throw new UpbenchError('unsupported-file', `"${name}" holds ${metadata.depth} samples; 8 and 16 bit are read.`);
  }
  if (format === 'avif' && metadata.compression !== 'av1') {
    throw new UpbenchError(
      'unsupported-file',
      `"${name}" is not AVIF inside: it is compressed as ${metadata.compression ?? 'something else'}.`,
    );
  }
}

/** Everything that changes how the values should be read, one sentence each. */
function describe(metadata: Metadata, bitDepth: 8 | 16, colour: boolean): string[] {
  const notes: string[] = [];
  if ((metadata.orientation ?? 1) !== 1) notes.push(`EXIF orientation ${metadata.orientation} was applied.`);
  if (metadata.space === 'cmyk') notes.push('CMYK was converted to sRGB.');
  else if (metadata.space === 'lab' || metadata.space === 'labs') notes.push('Lab was converted to sRGB.');
  else if (metadata.icc !== undefined)
    notes.push('The ICC profile was not applied: methods see the encoded values, as PyTorch users have them.');
  if (metadata.hasAlpha) notes.push('Alpha is carried aside by nearest neighbour; methods see colour only.');
  if ((metadata.pages ?? 1) > 1) notes.push(`Only the first of ${metadata.pages} frames or pages is used.`);
  if (metadata.isPalette) notes.push(`The palette was expanded to ${colour ? 'RGB' : 'grey'}.`);
  const bits = metadata.bitsPerSample;
  if (bits !== undefined && bits !== bitDepth && !metadata.isPalette)
    notes.push(`${bits}-bit samples were widened to ${bitDepth} bit.`);
  return notes;
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

/** Bytes of a known format -> raster with encoded values, orientation applied, alpha apart, and notes about it. */
export async function decodePicture(
  bytes: Uint8Array,
  options: DecodeOptions,
): Promise<{ raster: Raster; notes: string[] }> {
  const { name, format, maxPixels } = options;
  // The PNG decoder calls sides above a million pixels damage, so the header is read here.
  if (format === 'png' && bytes.length >= 24 && Buffer.from(bytes.subarray(12, 16)).toString('latin1') === 'IHDR') {
    const header = new DataView(bytes.buffer, bytes.byteOffset, 24);
    refuseSize(name, header.getUint32(16), header.getUint32(20), maxPixels);
  }
  const common = { failOn: 'warning', limitInputPixels: false, page: 0, pages: 1 } as const;
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, common).metadata();
  } catch (error) {
    throw decodeFailure(name, format, error);
  }
  refuse(name, metadata, format, maxPixels);
  const bitDepth = metadata.depth === 'ushort' || metadata.depth === 'short' ? 16 : 8;
  const colour = !(metadata.space === 'b-w' || metadata.space === 'grey16');
  // Raw output of 8-bit grey drops alpha, so grey with alpha goes through colour: its three values are equal.
  const widened = !colour && metadata.hasAlpha && bitDepth === 8;
  const space = colour || widened ? (bitDepth === 16 ? 'rgb16' : 'srgb') : bitDepth === 16 ? 'grey16' : 'b-w';
  // Without the profile there is no way from CMYK to RGB worth the name; everything else keeps its encoded values.
  const ignoreIcc = metadata.space !== 'cmyk';
  try {
    const { data: raw, info } = await sharp(bytes, { ...common, ignoreIcc, autoOrient: true })
      .toColourspace(space)
      .timeout({ seconds: TIMEOUT_SECONDS })
      .raw({ depth: bitDepth === 16 ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const pixels = width * height;
    const stride = info.channels;
    const channels = colour ? 3 : 1;
    const values =
      bitDepth === 16
        ? new Uint16Array(aligned(raw), 0, pixels * stride)
        : new Uint8Array(raw.buffer, raw.byteOffset, raw.length);
    const notes = describe(metadata, bitDepth, colour);
    if (stride === channels) return { raster: { width, height, channels, bitDepth, data: values }, notes };
    if (stride !== channels + 1 && !widened) throw new Error(`${stride} bands`);
    const parts =
      values instanceof Uint16Array
        ? split(values, (length) => new Uint16Array(length), pixels, stride, channels)
        : split(values, (length) => new Uint8Array(length), pixels, stride, channels);
    return { raster: { width, height, channels, bitDepth, ...parts }, notes };
  } catch (error) {
    throw decodeFailure(name, format, error);
  }
}

/** The bytes in a buffer that begins at 0, so that 16-bit values may be laid over them. */
function aligned(bytes: Buffer): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteOffset % 2 === 0 && byteOffset === 0 && buffer instanceof ArrayBuffer) return buffer;
  return new Uint8Array(bytes).buffer.slice(0, byteLength);
}

/** Versions of the decoding library, for the stamp on results. */
export function decoderVersions(): Record<string, string> {
  const { sharp: own, vips } = sharp.versions;
  const build = decoderBuild === 'wasm' ? ' (WebAssembly)' : '';
  return { ...(own === undefined ? {} : { sharp: own + build }), libvips: vips };
}
