import { message } from '../../messages';
import { checkSize, damaged } from './bytes';
import type { ReadRaster } from './pnm';

/** The Quite OK Image format, version 1.0. https://qoiformat.org/qoi-specification.pdf */

const HEADER = 14;
const LONGEST_RUN = 62;

export function readQoi(bytes: Uint8Array, name: string): ReadRaster {
  const fail = (): Error => damaged(name, 'QOI');
  if (bytes.length < HEADER) throw fail();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(4), view.getUint32(8)];
  const [channels, space] = [bytes[12]!, bytes[13]!];
  if ((channels !== 3 && channels !== 4) || space > 1) throw fail();
  checkSize(name, 'QOI', width, height, channels);
  const pixels = width * height;
  // No byte stands for more pixels than the longest run.
  if (pixels > (bytes.length - HEADER) * LONGEST_RUN) throw fail();
  const data = new Uint8Array(pixels * 3);
  const alpha = channels === 4 ? new Uint8Array(pixels) : undefined;
  const seen = new Uint8Array(64 * 4);
  let [r, g, b, a, at, run] = [0, 0, 0, 255, HEADER, 0];
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw fail();
    return byte;
  };
  for (let i = 0; i < pixels; i++) {
    if (run > 0) run--;
    else {
      const op = next();
      if (op === 0xfe || op === 0xff) {
        [r, g, b] = [next(), next(), next()];
        if (op === 0xff) a = next();
      } else if (op < 0x40) {
        const from = op * 4;
        [r, g, b, a] = [seen[from]!, seen[from + 1]!, seen[from + 2]!, seen[from + 3]!];
      } else if (op < 0x80) {
        r = (r + ((op >> 4) & 3) - 2) & 255;
        g = (g + ((op >> 2) & 3) - 2) & 255;
        b = (b + (op & 3) - 2) & 255;
      } else if (op < 0xc0) {
        const second = next();
        const green = (op & 63) - 32;
        r = (r + green + (second >> 4) - 8) & 255;
        g = (g + green) & 255;
        b = (b + green + (second & 15) - 8) & 255;
      } else run = op & 63;
      const to = ((r * 3 + g * 5 + b * 7 + a * 11) % 64) * 4;
      seen[to] = r;
      seen[to + 1] = g;
      seen[to + 2] = b;
      seen[to + 3] = a;
    }
    data[i * 3] = r;
    data[i * 3 + 1] = g;
    data[i * 3 + 2] = b;
    if (alpha) alpha[i] = a;
  }
  const raster = { width, height, channels: 3, bitDepth: 8, data } as const;
  const notes = [
    ...(alpha ? [message('note-alpha')] : []),
    // 1: what the encoder was given is linear in light.
    ...(space === 1 ? [message('note-linear')] : []),
  ];
  return { raster: alpha ? { ...raster, alpha } : raster, notes };
}
