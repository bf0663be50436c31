import { inflateSync } from 'node:zlib';
import { RANGE_KEYWORD } from './png';

/** What the chunks of a PNG say beside its pixels. */
export interface PngExtras {
  /** Frames of an animation (acTL), 1 for a picture. */
  readonly frames: number;
  /** ITU-T H.273 transfer of cICP: 16 = PQ, 18 = HLG. */
  readonly transfer: number | undefined;
  /** The value of white that our own files state. */
  readonly peak: number | undefined;
  readonly icc: Uint8Array | undefined;
}

/** Most that a profile may unpack to. */
const MOST_ICC = 2 ** 24;

export function readPngExtras(bytes: Uint8Array): PngExtras {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const extras: { -readonly [Name in keyof PngExtras]: PngExtras[Name] } = {
    frames: 1,
    transfer: undefined,
    peak: undefined,
    icc: undefined,
  };
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (at + 12 + length > bytes.length || type === 'IDAT' || type === 'IEND') break;
    if (type === 'acTL' && length >= 8) extras.frames = Math.max(1, view.getUint32(at + 8));
    else if (type === 'cICP' && length >= 4) extras.transfer = data[1];
    else if (type === 'tEXt') extras.peak ??= statedRange(data);
    else if (type === 'iCCP') extras.icc ??= profileOf(data);
    at += 12 + length;
  }
  return extras;
}

function statedRange(data: Uint8Array): number | undefined {
  const [keyword, value = ''] = Buffer.from(data).toString('latin1').split('\0');
  const peak = Number(value);
  return keyword === RANGE_KEYWORD && peak > 0 && Number.isInteger(peak) && peak <= 65535 ? peak : undefined;
}

/** Name, a zero, the method, the packed profile. */
function profileOf(data: Uint8Array): Uint8Array | undefined {
  const end = data.indexOf(0);
  if (end < 0) return undefined;
  try {
    return inflateSync(data.subarray(end + 2), { maxOutputLength: MOST_ICC });
  } catch {
    // A profile that cannot be unpacked is ignored; the picture is intact without it.
    return undefined;
  }
}
