import { message, type Said } from '../../messages';
import { makeSamples, type Raster, type Samples } from '../raster';
import { checkSize, damaged } from './bytes';

/**
 * Netpbm: PBM, PGM and PPM as text (P1 to P3) and as bytes (P4 to P6), PAM (P7), and PFM (Pf, PF), which are floats from
 * the bottom row up. http://netpbm.sourceforge.net/doc/
 */

/** A picture with what is to be known of it. */
export interface ReadRaster {
  readonly raster: Raster;
  readonly notes: readonly Said[];
}

const isSpace = (byte: number | undefined): boolean => byte !== undefined && (byte === 32 || (byte >= 9 && byte <= 13));

/** Reads words between white space and comments. */
class Words {
  at = 2;

  constructor(
    readonly bytes: Uint8Array,
    private readonly fail: () => Error,
  ) {}

  private skip(): void {
    for (;;) {
      while (isSpace(this.bytes[this.at])) this.at++;
      if (this.bytes[this.at] !== 0x23) return;
      while (this.at < this.bytes.length && this.bytes[this.at] !== 10 && this.bytes[this.at] !== 13) this.at++;
    }
  }

  word(): string {
    this.skip();
    const from = this.at;
    while (this.at < this.bytes.length && !isSpace(this.bytes[this.at]) && this.bytes[this.at] !== 0x23) this.at++;
    if (from === this.at || this.at - from > 32) throw this.fail();
    return String.fromCharCode(...this.bytes.subarray(from, this.at));
  }

  whole(most = 65535): number {
    const text = this.word();
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > most) throw this.fail();
    return value;
  }

  /** One digit, with or without space around it, as P1 allows. */
  bit(): number {
    this.skip();
    const digit = (this.bytes[this.at++] ?? 0) - 48;
    if (digit !== 0 && digit !== 1) throw this.fail();
    return digit;
  }
}

export function readPnm(bytes: Uint8Array, name: string): ReadRaster {
  const kind = String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
  const fail = (): Error => damaged(name, 'PNM');
  const words = new Words(bytes, fail);
  if (kind === 'P7') return readPam(words, name);
  const width = words.whole(2 ** 31);
  const height = words.whole(2 ** 31);
  const channels = kind === 'P3' || kind === 'P6' || kind === 'PF' ? 3 : 1;
  checkSize(name, 'PNM', width, height, channels);
  const count = width * height * channels;
  if (kind === 'Pf' || kind === 'PF') return readPfm(words, { width, height, channels }, name);
  if (kind === 'P1' || kind === 'P4') {
    const stride = Math.ceil(width / 8);
    const from = words.at + 1;
    if (bytes.length < (kind === 'P1' ? words.at + count : from + stride * height)) throw fail();
    const data = new Uint8Array(count);
    if (kind === 'P1') for (let i = 0; i < count; i++) data[i] = words.bit() === 1 ? 0 : 255;
    else
      for (let y = 0, o = 0; y < height; y++)
        for (let x = 0; x < width; x++, o++)
          data[o] = (bytes[from + y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1 ? 0 : 255;
    const raster: Raster = { width, height, channels: 1, bitDepth: 8, data };
    return { raster, notes: [message('note-widened', { bits: 1, bitDepth: 8 })] };
  }
  const max = words.whole();
  if (max < 1) throw fail();
  if (kind !== 'P2' && kind !== 'P3')
    return withMax({ width, height, channels, data: readSamples(words, max, count, fail) }, max, name);
  // Each value is a digit and a space at least.
  if (bytes.length < words.at + 2 * count - 1) throw fail();
  const data = makeSamples(max > 255 ? 16 : 8, count);
  for (let i = 0; i < count; i++) data[i] = words.whole(max);
  return withMax({ width, height, channels, data }, max, name);
}

/** The values behind the header, as many as there must be. */
function readSamples({ bytes, at }: Words, max: number, count: number, fail: () => Error): Samples {
  const from = at + 1;
  const isWide = max > 255;
  // Checked before allocation: the header can state any size.
  if (bytes.length < from + count * (isWide ? 2 : 1)) throw fail();
  const data = makeSamples(isWide ? 16 : 8, count);
  if (!isWide) data.set(bytes.subarray(from, from + count));
  else for (let i = 0; i < count; i++) data[i] = bytes[from + 2 * i]! * 256 + bytes[from + 2 * i + 1]!;
  return data;
}

/** The largest value that the file states is white. */
function withMax(
  picture: Pick<Raster, 'width' | 'height' | 'channels' | 'data'> & Pick<Partial<Raster>, 'alpha'>,
  max: number,
  name: string,
): ReadRaster {
  const bitDepth = picture.data instanceof Uint16Array ? 16 : 8;
  // Nothing can be above these.
  if (max === 255 || max === 65535) return { raster: { ...picture, bitDepth }, notes: [] };
  if (picture.data.some((value) => value > max)) throw damaged(name, 'PNM');
  return { raster: { ...picture, bitDepth, peak: max }, notes: [message('note-largest', { max })] };
}

function readPam(words: Words, name: string): ReadRaster {
  const fail = (): Error => damaged(name, 'PAM');
  const header = new Map<string, string>();
  for (let key = words.word(); key !== 'ENDHDR'; key = words.word()) {
    if (header.size > 64) throw fail();
    header.set(key, words.word());
  }
  const [width, height, depth, max] = ['WIDTH', 'HEIGHT', 'DEPTH', 'MAXVAL'].map((key) => Number(header.get(key)));
  if (!width || !height || !depth || !max || max > 65535 || !Number.isInteger(max)) throw fail();
  checkSize(name, 'PAM', width, height, depth);
  const all = readSamples(words, max, width * height * depth, fail);
  const type = header.get('TUPLTYPE') ?? '';
  const scale = max === 1 ? 255 : 1;
  // Above 1 nothing is allowed, and 2 * 255 would wrap to a value that is.
  if (scale !== 1 && all.some((value) => value > max)) throw fail();
  if (scale !== 1) for (let i = 0; i < all.length; i++) all[i] = all[i]! * scale;
  const hasAlpha = type.endsWith('_ALPHA') && (depth === 2 || depth === 4);
  if (!hasAlpha) return withMax({ width, height, channels: depth, data: all }, max * scale, name);
  const channels = depth - 1;
  const data = makeSamples(max > 255 ? 16 : 8, width * height * channels);
  const alpha = makeSamples(max > 255 ? 16 : 8, width * height);
  for (let i = 0; i < alpha.length; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = all[i * depth + c]!;
    alpha[i] = all[i * depth + channels]!;
  }
  const { raster, notes } = withMax({ width, height, channels, data, alpha }, max * scale, name);
  return { raster, notes: [...notes, message('note-alpha')] };
}

function readPfm(
  words: Words,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  name: string,
): ReadRaster {
  const scale = Number(words.word());
  if (!Number.isFinite(scale) || scale === 0) throw damaged(name, 'PFM');
  const from = words.at + 1;
  const row = width * channels;
  if (words.bytes.length < from + row * height * 4) throw damaged(name, 'PFM');
  const view = new DataView(words.bytes.buffer, words.bytes.byteOffset, words.bytes.byteLength);
  const data = new Float32Array(row * height);
  for (let y = 0; y < height; y++)
    for (let i = 0; i < row; i++)
      data[(height - 1 - y) * row + i] = view.getFloat32(from + (y * row + i) * 4, scale < 0);
  return {
    raster: { width, height, channels, bitDepth: 32, data },
    notes: [message('note-floats', { bits: 32 })],
  };
}
