import type { PictureFormat } from '../../tensor/pictureKinds';

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** Brands of the ISO media container, its file-type box: which kind of picture it holds. */
function brands(bytes: Uint8Array): readonly string[] {
  if (ascii(bytes, 4, 8) !== 'ftyp') return [];
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = Math.min(size, bytes.length, 256);
  const found = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(ascii(bytes, at, at + 4));
  return found;
}

/** The format that `bytes` begin like, or undefined. Only these reach the decoder. */
export function sniffFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (bytes.length < 12) return undefined;
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return 'gif';
  const head = ascii(bytes, 0, 4);
  // The classic and the 64-bit form, little and big endian.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(head)) return 'tiff';
  if (brands(bytes).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return undefined;
}

/** Whether the bytes are UTF-8 (perhaps cut off inside a letter) without control characters. */
function readsAsText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !/[^\P{Cc}\t\n\r\f]/u.test(text);
  } catch {
    return false;
  }
}

/** What the bytes are when they are no picture we read, in words that fit "it holds ...". */
export function describeContent(bytes: Uint8Array): string {
  const known: readonly (readonly [string, string])[] = [
    ['%PDF', 'a PDF document'],
    ['PK\x03\x04', 'a ZIP archive'],
    ['8BPS', 'a Photoshop document'],
    ['BM', 'a BMP picture'],
    ['\0\0\0\x0cjP  ', 'a JPEG 2000 picture'],
    ['\xff\x0a', 'a JPEG XL picture'],
    ['\0\0\0\x0cJXL ', 'a JPEG XL picture'],
    ['v/1\x01', 'an OpenEXR picture'],
    ['\x93NUMPY', 'a NumPy array'],
  ];
  const found = known.find(([magic]) => ascii(bytes, 0, magic.length) === magic);
  if (found !== undefined && (found[0] !== 'BM' || bytes.length > 26)) return found[1];
  if (brands(bytes).some((brand) => /^(hei[cmsx]|hev[cmx]|mif1)$/.test(brand))) return 'a HEIC picture';
  const sample = bytes.subarray(0, 4096);
  const isText = readsAsText(sample);
  if (!isText || bytes.length === 0) return 'something else';
  return /<svg[\s>]/i.test(ascii(sample, 0, sample.length)) ? 'an SVG drawing' : 'text';
}
