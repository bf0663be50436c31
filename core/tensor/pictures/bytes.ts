import { message } from '../../messages';
import { UpbenchError } from '../errors';

/** A picture file that ends too early or says what cannot be. */
export const damaged = (name: string, kind: string): UpbenchError =>
  new UpbenchError('corrupt-file', message('picture-damaged', { name, kind }));

/** A picture of a kind that is read, in a form that is not. */
export const notRead = (name: string, kind: string, what: string): UpbenchError =>
  new UpbenchError('unsupported-file', message('picture-unsupported', { name, kind, what }));

const MOST_PIXELS = 2 ** 27;

/** Refuses invalid sizes, and pictures larger than the program opens, before anything is allocated. */
export function checkSize(name: string, kind: string, width: number, height: number, channels = 1): void {
  if (![width, height, channels].every((size) => Number.isInteger(size) && size >= 1)) throw damaged(name, kind);
  if (width * height > MOST_PIXELS || width * height * channels > 4 * MOST_PIXELS)
    throw new UpbenchError(
      'too-large',
      message('picture-too-large', {
        name,
        width,
        height,
        megapixels: Math.round((width * height) / 1e6),
        limit: Math.floor(MOST_PIXELS / 1e6),
      }),
    );
}

/** Pictures of so few pixels need no proof that the file holds them: an empty one is small as well. */
const FEW_PIXELS = 2 ** 20;

/** Refuses a picture that claims more pixels than its compressed bytes can stand for, before anything is allocated. */
export function checkRuns(name: string, kind: string, pixels: number, bytes: number, mostPerByte: number): void {
  if (pixels > FEW_PIXELS && pixels > bytes * mostPerByte) throw damaged(name, kind);
}
