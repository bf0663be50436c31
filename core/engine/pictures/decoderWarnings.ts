import type { PictureFormat } from '../../tensor/pictureKinds';

/** What a decoder's warnings mean: harmless tags and headers, or damage to the picture itself. */

/** Extra bytes between the segments of a JPEG's header, before any scan: how many, before which marker. */
function headerJunk(bytes: Uint8Array): string[] {
  const found: string[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    let junk = 0;
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && bytes[at + 1] !== 0 && bytes[at + 1] !== 0xff)) {
      at++;
      junk++;
    }
    const marker = bytes[at + 1];
    if (marker === undefined) break;
    if (junk > 0) found.push(`${junk} extraneous bytes before marker 0x${marker.toString(16).padStart(2, '0')}`);
    if (marker === 0xda) break;
    at += 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0);
  }
  return found;
}

const HARMLESS: Readonly<Partial<Record<PictureFormat, RegExp>>> = {
  // Of the header: an unknown colour transform, version or profile.
  jpeg: /unknown adobe color transform|unsupported jfif revision|bad icc marker|unrecognized component ids/i,
  // Of the directory, never of strips, tiles, rows or codes.
  tiff: /(?=.*(\bfield\b|\btags?\b|\bdirectory\b|extrasamples|photometric|null byte|data type|exif))(?!.*(\bstrip\b|\btile\b|scanline|\bline\b|decod|code word|read error|io error|lzw|zip))/is,
  // Of a chunk that may be left out: its name begins with a small letter.
  png: /(^|: )[a-z][a-z][A-Z][A-Za-z]: |unknown chunk|profile|gamma/,
};

/** Parts of a decoder's text, each once. */
function linesOf(texts: readonly string[]): string[] {
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => line.replace(/^(VipsJpeg|vips\w*|tiff2vips|pngload\w*|libpng warning): /i, '').trim())
    .filter((line) => line !== '' && !/^(Warning treated as error due to failOn setting|error in tile \d)/.test(line));
  return [...new Set(lines)];
}

/**
 * The warnings where all of them are harmless, undefined where one is not.
 * @param texts what the decoder said, in whatever pieces
 */
export function harmlessWarnings(
  format: PictureFormat,
  bytes: Uint8Array,
  texts: readonly string[],
): readonly string[] | undefined {
  const lines = linesOf(texts);
  const junk = format === 'jpeg' ? headerJunk(bytes) : [];
  const isHarmless = (line: string): boolean => {
    const own = /(\d+ extraneous bytes before marker 0x[0-9a-f]{2})/i.exec(line)?.[1]?.toLowerCase();
    if (own !== undefined) return junk.includes(own);
    // A sum of what the other lines say; more than the header explains is damage inside the scan.
    const count = /^read gave (\d+) warnings$/.exec(line)?.[1];
    if (count !== undefined) return Number(count) <= Math.max(1, junk.length);
    return HARMLESS[format]?.test(line) ?? false;
  };
  if (!lines.every(isHarmless)) return undefined;
  return lines.filter((line) => !line.startsWith('read gave'));
}
