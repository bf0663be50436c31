import { createHash } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import type { Raster } from '../../tensor/raster';
import { UpbenchError } from '../../tensor/errors';
import { endingOf, PICTURE_ENDINGS, PICTURE_KINDS, type PictureFormat } from '../../tensor/pictureKinds';
import { MAX_FILE_BYTES } from '../contract/contract';
import { decodePicture } from './decodePicture';
import { readFailure } from '../files/fileErrors';
import { describeContent, sniffFormat } from './sniff';

/** 134 megapixels, e.g. 16384x8192; a float32 colour tensor of that takes 1.6 GB. */
export const MAX_PIXELS = 2 ** 27;

export interface PictureFile {
  readonly raster: Raster;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** What was done or left aside on the way, one sentence each. */
  readonly notes: readonly string[];
  readonly fileBytes: number;
  readonly format: PictureFormat;
}

/** The bytes of a file, or a sentence why not. `name` is what the sentence calls it. */
export async function readBytes(path: string, name = path): Promise<Uint8Array> {
  try {
    // Without waiting: a pipe would keep a plain open until somebody writes to it.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      // On the open file, so that nothing can change between the look and the read.
      const stat = await file.stat();
      if (stat.isDirectory()) throw new UpbenchError('unreadable-file', `"${name}" is a folder, not a picture.`);
      if (!stat.isFile()) throw new UpbenchError('unreadable-file', `"${name}" is not a regular file.`);
      if (stat.size > MAX_FILE_BYTES) throw tooLargeFile(name, stat.size);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readFailure(name, error);
  }
}

function tooLargeFile(name: string, bytes: number): UpbenchError {
  return new UpbenchError(
    'too-large',
    `"${name}" has ${Math.round(bytes / 2 ** 20)} MiB; at most ${MAX_FILE_BYTES / 2 ** 20} MiB are read.`,
  );
}

/**
 * Decodes a PNG, JPEG, WebP, AVIF, TIFF or GIF picture to encoded (sRGB) values at the file's bit depth.
 * Refuses everything else, and everything damaged, with one sentence that names the file.
 * @param source a path, or the file's bytes
 * @param name what sentences call it; the path by default
 */
export async function readPicture(
  source: string | Uint8Array,
  name = typeof source === 'string' ? source : 'picture',
): Promise<PictureFile> {
  const bytes = typeof source === 'string' ? await readBytes(source, name) : source;
  if (bytes.length > MAX_FILE_BYTES) throw tooLargeFile(name, bytes.length);
  if (bytes.length === 0) throw new UpbenchError('corrupt-file', `"${name}" is empty.`);
  const format = sniffFormat(bytes);
  if (format === undefined) {
    throw new UpbenchError(
      'unsupported-file',
      `"${name}" is not a PNG, JPEG, WebP, AVIF, TIFF or GIF picture: it holds ${describeContent(bytes)}.`,
    );
  }
  const { raster, notes } = await decodePicture(bytes, { name, format, maxPixels: MAX_PIXELS });
  return {
    raster,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    notes: [...endingNote(name, format), ...notes],
    fileBytes: bytes.length,
    format,
  };
}

/** Says it when the name promises another format than the bytes hold. */
function endingNote(name: string, format: PictureFormat): string[] {
  const ending = endingOf(name);
  const { title, endings }: { title: string; endings: readonly string[] } = PICTURE_KINDS[format];
  return ending !== undefined && PICTURE_ENDINGS.includes(ending) && !endings.includes(ending)
    ? [`The name ends in .${ending}, but the file is ${title}.`]
    : [];
}
