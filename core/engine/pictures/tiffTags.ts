import { message, type Message } from '../../messages';

/**
 * The directories of a TIFF file, read for what decides who decodes it: types of samples, compression, colours.
 * TIFF 6.0 and BigTIFF, both byte orders. Damage gives fewer tags, never an error: the decoder says what is wrong.
 */

export const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  orientation: 274,
  samples: 277,
  planar: 284,
  tileWidth: 322,
  extra: 338,
  sampleFormat: 339,
  icc: 34675,
  dngVersion: 50706,
} as const;

/** Values of the numeric tags of one directory. */
type TiffTags = ReadonlyMap<number, readonly number[]>;

/** Bytes per value of the types 1 to 18. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const MOST_DIRECTORIES = 4096;
/** Tags with more values are offsets of strips, which are not needed here. */
const MOST_VALUES = 64;

/** All directories in order; the first is the picture. */
export function readTiffTags(bytes: Uint8Array): TiffTags[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const isBig = bytes[2] === 43 || bytes[3] === 43;
  const offsetAt = (at: number): number => (isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const directories: TiffTags[] = [];
  const seen = new Set<number>();
  try {
    let at = offsetAt(isBig ? 8 : 4);
    while (at > 0 && !seen.has(at) && directories.length < MOST_DIRECTORIES) {
      seen.add(at);
      const count = isBig ? Number(view.getBigUint64(at, little)) : view.getUint16(at, little);
      const first = at + (isBig ? 8 : 2);
      const step = isBig ? 20 : 12;
      const tags = new Map<number, number[]>();
      directories.push(tags);
      for (let entry = first; entry < first + count * step; entry += step) {
        const values = readEntry(view, entry, { little, isBig });
        if (values !== undefined) tags.set(view.getUint16(entry, little), values);
      }
      at = offsetAt(first + count * step);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The file ends inside a directory: what there is of it decides nothing.
    directories.pop();
  }
  return directories;
}

function readEntry(
  view: DataView,
  entry: number,
  { little, isBig }: { readonly little: boolean; readonly isBig: boolean },
): number[] | undefined {
  const type = view.getUint16(entry + 2, little);
  const count = isBig ? Number(view.getBigUint64(entry + 4, little)) : view.getUint32(entry + 4, little);
  const size = SIZES[type] ?? 0;
  // Whole numbers alone: bytes, words, double words and eight bytes.
  if (![1, 3, 4, 16].includes(type) || count === 0) return undefined;
  const field = entry + (isBig ? 12 : 8);
  const isInside = count * size <= (isBig ? 8 : 4);
  const at = isInside ? field : isBig ? Number(view.getBigUint64(field, little)) : view.getUint32(field, little);
  const taken = Math.min(count, MOST_VALUES);
  if (at + taken * size > view.byteLength) return undefined;
  return Array.from({ length: taken }, (_, i) => {
    const from = at + i * size;
    if (size === 1) return view.getUint8(from);
    if (size === 2) return view.getUint16(from, little);
    return size === 4 ? view.getUint32(from, little) : Number(view.getBigUint64(from, little));
  });
}

/** Compressions that are not decoded, by the number of the tag. */
const COMPRESSIONS: Readonly<Record<number, string>> = {
  2: 'CCITT fax',
  3: 'CCITT fax',
  4: 'CCITT fax',
  6: 'JPEG of the old kind',
  34661: 'JBIG',
  34676: 'SGI Log',
  34677: 'SGI Log',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG of DNG',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

/** How many times fewer bytes a compression can make, by the number of the tag: none, LZW, Deflate (two), PackBits. */
const DENSITIES: Readonly<Record<number, number>> = { 1: 1, 5: 1400, 8: 1032, 32946: 1032, 32773: 64 };
/** Of all others, for example Zstandard. */
const DENSEST = 40_000;

export interface TiffKind {
  /** Why it is not opened as a picture: "camera raw data". */
  readonly refusal?: Message;
  /** The name of its compression, for when the decoder does not support it. */
  readonly compression: string;
  /** The most bytes that one byte of the file can stand for. */
  readonly density: number;
  readonly bits: number;
  readonly samples: number;
  /** 1 = whole numbers, 2 = signed, 3 = floats. */
  readonly format: number;
  readonly photometric: number;
  readonly orientation: number;
  /** Whether the last sample is alpha, and of which kind. */
  readonly alpha: 'none' | 'associated' | 'straight';
  /** Whether the samples are bands or numbers that only the reader of arrays takes as they are. */
  readonly isArray: boolean;
  readonly pages: number;
}

/** What the first picture of a TIFF file is. */
export function tiffKind(directories: readonly TiffTags[]): TiffKind | null {
  const [tags] = directories;
  if (tags === undefined) return null;
  const one = (tag: number, fallback: number): number => tags.get(tag)?.[0] ?? fallback;
  const samples = one(TAG.samples, 1);
  const bits = one(TAG.bits, 1);
  const format = one(TAG.sampleFormat, 1);
  const photometric = one(TAG.photometric, samples >= 3 ? 2 : 1);
  const extra = tags.get(TAG.extra) ?? [];
  const compression = one(TAG.compression, 1);
  const [last] = extra.slice(-1);
  const alpha = last === 1 ? 'associated' : last === 2 ? 'straight' : 'none';
  const isGrey = photometric === 0 || photometric === 1;
  const isBands = (isGrey && samples > 1 && !(samples === 2 && alpha !== 'none')) || (photometric === 2 && samples > 4);
  const isPlanarTiles = one(TAG.planar, 1) === 2 && samples > 1 && tags.has(TAG.tileWidth);
  const isNumbers = format === 2 || format === 3 || ![1, 2, 4, 8, 16].includes(bits);
  const refusal = refusalOf(tags, { photometric, format, bits });
  return {
    ...(refusal === undefined ? {} : { refusal }),
    compression: COMPRESSIONS[compression] ?? `number ${compression}`,
    density: DENSITIES[compression] ?? DENSEST,
    bits,
    samples,
    format,
    photometric,
    alpha,
    orientation: one(TAG.orientation, 1),
    isArray: isBands || isPlanarTiles || isNumbers,
    pages: directories.length,
  };
}

function refusalOf(
  tags: TiffTags,
  { photometric, format, bits }: { readonly photometric: number; readonly format: number; readonly bits: number },
): Message | undefined {
  if (tags.has(TAG.dngVersion) || photometric === 32803 || photometric === 34892) return message('part-camera-raw');
  if (photometric === 8 || photometric === 9 || photometric === 10) return message('part-lab');
  if (photometric === 32844 || photometric === 32845) return message('part-log');
  if (format === 5 || format === 6) return message('part-complex');
  if (format > 6) return message('part-sample-format', { format });
  return bits > 64 ? message('part-bits', { bits }) : undefined;
}
