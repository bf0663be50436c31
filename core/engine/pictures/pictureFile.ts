import { inflateSync } from 'node:zlib';
import type { Raster } from '../../tensor/raster';
import { message, type Said, type Message, say } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { parseNpy } from '../../tensor/npy';
import { readBmp } from '../../tensor/pictures/bmp';
import { readExr } from '../../tensor/pictures/exr';
import { readHdr } from '../../tensor/pictures/hdr';
import { readPnm } from '../../tensor/pictures/pnm';
import { readQoi } from '../../tensor/pictures/qoi';
import { readTga } from '../../tensor/pictures/tga';
import { rasterOfNpy, type Layout } from '../../tensor/npyPicture';
import { parseNpz } from '../../tensor/npz';
import {
  endingOf,
  PICTURE_ENDINGS,
  PICTURE_KINDS,
  PICTURE_TITLES,
  type PictureFormat,
} from '../../tensor/pictureKinds';
import { MAX_FILE_BYTES } from '../contract/limits';
import { decodePicture, refuseSize, type DecodedPicture } from './decodePicture';
import { rangeNotes, withRange } from './valueRange';
import { readRegular, tooManyBytes } from '../files/regularFile';
import { bytesHash } from '../files/fileHash';
import { cutShort, describeContent, knownKind, sniffFormat } from './sniff';

/** 134 megapixels, e.g. 16384x8192; a float32 colour tensor of that takes 1.6 GB. */
export const MAX_PIXELS = 2 ** 27;

export interface PictureFile {
  readonly raster: Raster;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** What was converted or ignored while reading, one sentence each. */
  readonly notes: readonly string[];
  /** The notes by their codes. */
  readonly notesSaid: readonly Said[];
  readonly fileBytes: number;
  readonly format: PictureFormat;
  /** Profile of the colours, for files that are made from it. */
  readonly icc?: Uint8Array | undefined;
}

export interface ReadOptions {
  /** The value of white, in place of what the file says. */
  readonly range?: number | undefined;
  /** Axes of arrays, in place of the rule. */
  readonly layout?: Layout | undefined;
}

/** The bytes of a file no larger than a picture may be, or a sentence why not. `name` is what the sentence calls it. */
export const readBytes = (path: string, name = path, signal?: AbortSignal): Promise<Uint8Array> =>
  readRegular(path, { name, most: MAX_FILE_BYTES, signal });

/**
 * Decodes a picture to encoded (sRGB) values at the file's bit depth, or floats as they are.
 * Refuses everything else, and everything damaged, with one sentence that names the file.
 * @param source a path, or the file's bytes
 * @param name what sentences call it; the path by default
 */
export async function readPicture(
  source: string | Uint8Array,
  name = typeof source === 'string' ? source : 'picture',
  { range, layout }: ReadOptions = {},
): Promise<PictureFile> {
  const bytes = typeof source === 'string' ? await readBytes(source, name) : source;
  if (bytes.length > MAX_FILE_BYTES) throw tooManyBytes(name, bytes.length, MAX_FILE_BYTES);
  if (bytes.length === 0) throw new UpbenchError('corrupt-file', message('picture-empty', { name }));
  const format = sniffFormat(bytes);
  if (format === undefined) throw refusalOf(bytes, name);
  const { raster, notes, icc } = await decode(bytes, name, format, layout);
  refuseNotFinite(raster, name);
  const notesSaid = [...endingNote(name, format), ...notes, ...(range === undefined ? rangeNotes(raster) : [])];
  return {
    raster: range === undefined ? raster : withRange(raster, range, name),
    sha256: bytesHash(bytes),
    notes: notesSaid.map((note) => say(note)),
    notesSaid,
    fileBytes: bytes.length,
    format,
    icc,
  };
}

/** Zlib, never more than is wanted. */
const inflate = (bytes: Uint8Array, most: number): Uint8Array =>
  inflateSync(bytes, { maxOutputLength: Math.max(1, most) });

async function decode(
  bytes: Uint8Array,
  name: string,
  format: PictureFormat,
  layout: Layout | undefined,
): Promise<DecodedPicture> {
  if (format === 'npy') {
    const decoded = decodeArray(bytes, name, layout);
    refuseSize(name, decoded.raster.width, decoded.raster.height, MAX_PIXELS);
    return decoded;
  }
  if (format === 'bmp') return readBmp(bytes, name);
  if (format === 'pnm') return readPnm(bytes, name);
  if (format === 'qoi') return readQoi(bytes, name);
  if (format === 'tga') return readTga(bytes, name);
  if (format === 'hdr') return readHdr(bytes, name);
  if (format === 'exr') return readExr(bytes, name, inflate);
  return decodePicture(bytes, { name, format, maxPixels: MAX_PIXELS });
}

/** A single array, or the first of several that is a picture. */
function decodeArray(bytes: Uint8Array, name: string, layout: Layout | undefined): DecodedPicture {
  if (bytes[0] === 0x93) return rasterOfNpy(parseNpy(bytes, `"${name}"`), name, layout);
  const arrays = [...parseNpz(bytes, `"${name}"`)];
  const [key, array] = arrays.find(([, { shape }]) => shape.length === 2 || shape.length === 3) ?? arrays[0]!;
  const { raster, notes } = rasterOfNpy(array, `${name}:${key}`, layout);
  if (arrays.length === 1) return { raster, notes };
  const others = arrays.flatMap(([other]) => (other === key ? [] : [other]));
  return { raster, notes: [message('note-first-array', { key, others }), ...notes] };
}

/** Why bytes of no known format do not open: what they are, and what would help. */
function refusalOf(bytes: Uint8Array, name: string): UpbenchError {
  const short = cutShort(bytes);
  if (short !== undefined) {
    const kind = PICTURE_KINDS[short].title;
    return new UpbenchError('corrupt-file', message('picture-cut-short', { name, kind, bytes: bytes.length }));
  }
  const known = knownKind(bytes);
  if (known !== undefined) {
    const [what, todo] = [message(`is-${known}`), message(`do-${known}`)];
    return new UpbenchError('unsupported-file', message('picture-known', { name, what, todo }));
  }
  const what = describeContent(bytes);
  return new UpbenchError('unsupported-file', message('picture-unknown', { name, what, kinds: PICTURE_TITLES }));
}

/** No method or metric is defined for such values. */
function refuseNotFinite({ bitDepth, data }: Raster, name: string): void {
  if (bitDepth !== 32) return;
  let count = 0;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) count++;
  if (count > 0) throw new UpbenchError('unsupported-file', message('picture-not-finite', { name, count }));
}

/** A note when the file's ending does not match its contents. */
function endingNote(name: string, format: PictureFormat): Message[] {
  const ending = endingOf(name);
  const { title, endings }: { title: string; endings: readonly string[] } = PICTURE_KINDS[format];
  return ending !== undefined && PICTURE_ENDINGS.includes(ending) && !endings.includes(ending)
    ? [message('picture-other-ending', { ending, kind: title })]
    : [];
}
