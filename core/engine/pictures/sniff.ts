import { EXR_MAGIC } from '../../tensor/pictures/exr';
import { isTga } from '../../tensor/pictures/tga';
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

/** Two letters are weak evidence, so the offset of the pixels and the size of the header must be plausible, too. */
function isBmp(bytes: Uint8Array): boolean {
  if (bytes.length < 26 || ascii(bytes, 0, 2) !== 'BM') return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [offset, header] = [view.getUint32(10, true), view.getUint32(14, true)];
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(header) && offset >= 14 + header && offset < bytes.length;
}

/** A zip whose first member is an array. */
function isNpz(bytes: Uint8Array): boolean {
  if (bytes.length < 34 || ascii(bytes, 0, 4) !== 'PK\x03\x04') return false;
  const length = (bytes[26] ?? 0) + 256 * (bytes[27] ?? 0);
  return ascii(bytes, 30, 30 + length).endsWith('.npy');
}

/** The format that `bytes` begin like, or undefined. Only these reach the decoder. */
export function sniffFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (ascii(bytes, 0, 6) === '\x93NUMPY' || isNpz(bytes)) return 'npy';
  if (/^P([1-7Ff])[\s#]/.test(ascii(bytes, 0, 3))) return 'pnm';
  if (isBmp(bytes)) return 'bmp';
  if (ascii(bytes, 0, 4) === EXR_MAGIC) return 'exr';
  if (ascii(bytes, 0, 4) === 'qoif') return 'qoi';
  if (/^#\?(RADIANCE|RGBE)/.test(ascii(bytes, 0, 10))) return 'hdr';
  if (bytes.length < 12) return undefined;
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return 'gif';
  const head = ascii(bytes, 0, 4);
  // The classic and the 64-bit form, little and big endian.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(head)) return 'tiff';
  if (brands(bytes).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  // TGA has no magic number, so it is tested last.
  return knownKind(bytes) === undefined && isTga(bytes) ? 'tga' : undefined;
}

/** First bytes of every format, to tell a file that was cut off inside them. */
const SIGNATURES: Readonly<Partial<Record<PictureFormat, string>>> = {
  png: '\x89PNG\r\n\x1a\n',
  jpeg: '\xff\xd8\xff',
  gif: 'GIF89a',
  exr: EXR_MAGIC,
  qoi: 'qoif',
  hdr: '#?RADIANCE',
  npy: '\x93NUMPY',
};

/** The format whose magic number the bytes begin, where the file ends inside it. */
export function cutShort(bytes: Uint8Array): PictureFormat | undefined {
  const text = ascii(bytes, 0, 12);
  if (bytes.length < 2) return undefined;
  if (bytes.length < 12 && /^RIFF/.test(text)) return 'webp';
  if (bytes.length < 12 && /^(II\*\0|MM\0\*)/.test(text)) return 'tiff';
  const found = Object.entries(SIGNATURES).find(([, magic]) =>
    bytes.length < 12 ? text.startsWith(magic) || magic.startsWith(text) : false,
  );
  return found?.[0] as PictureFormat | undefined;
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

type Known =
  | 'lfs'
  | 'html'
  | 'svg'
  | 'dicom'
  | 'mat'
  | 'hdf5'
  | 'video'
  | 'heic'
  | 'jxl'
  | 'jp2'
  | 'dds'
  | 'psd'
  | 'raw'
  | 'fits'
  | 'pickle';

/** Known kinds of files that are not opened, with what to do about each. */
export function knownKind(bytes: Uint8Array): Known | undefined {
  const starts = (...magics: readonly string[]): boolean =>
    magics.some((magic) => ascii(bytes, 0, magic.length) === magic);
  if (starts('version https://git-lfs.github.com/')) return 'lfs';
  if (ascii(bytes, 128, 132) === 'DICM') return 'dicom';
  if (starts('MATLAB 5.0 MAT-file')) return 'mat';
  if (starts('\x89HDF\r\n\x1a\n') || ascii(bytes, 512, 520) === '\x89HDF\r\n\x1a\n') return 'hdf5';
  if (starts('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51')) return 'jp2';
  if (starts('\xff\x0a', '\0\0\0\x0cJXL ')) return 'jxl';
  if (starts('DDS ')) return 'dds';
  if (starts('8BPS', '8BPB')) return 'psd';
  if (starts('SIMPLE  =')) return 'fits';
  if (starts('FUJIFILMCCD-RAW', 'IIRS', 'IIRO', 'IIU\0', '\0MRM', 'FOVb')) return 'raw';
  if (brands(bytes).includes('crx ')) return 'raw';
  if (starts('\x1a\x45\xdf\xa3', 'FLV\x01', 'OggS', '\0\0\x01\xba', '\0\0\x01\xb3')) return 'video';
  if (starts('RIFF') && ascii(bytes, 8, 12) === 'AVI ') return 'video';
  if (bytes[0] === 0x47 && bytes[188] === 0x47 && bytes[376] === 0x47) return 'video';
  const kinds = brands(bytes);
  if (kinds.some((brand) => /^(hei[cmsx]|hev[cmx]|mif1|msf1)$/.test(brand))) return 'heic';
  if (kinds.length > 0) return 'video';
  if (starts('PK\x03\x04') && /archive\/data\.pkl|\/data\.pkl/.test(ascii(bytes, 0, 256))) return 'pickle';
  if (/^\x80[\x02-\x05]/.test(ascii(bytes, 0, 2))) return 'pickle';
  const sample = bytes.subarray(0, 4096);
  if (sample.length === 0 || !readsAsText(sample)) return undefined;
  const text = ascii(sample, 0, sample.length);
  if (/<svg[\s>]/i.test(text)) return 'svg';
  return /^\s*(<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*<!doctype html|<!--)/i.test(text) ? 'html' : undefined;
}

/** What other bytes are, in words that fit "it holds ...". */
export function describeContent(bytes: Uint8Array): string {
  if (ascii(bytes, 0, 4) === '%PDF') return 'a PDF document';
  if (ascii(bytes, 0, 4) === 'PK\x03\x04') return 'a ZIP archive';
  return readsAsText(bytes.subarray(0, 4096)) ? 'text' : 'something else';
}
