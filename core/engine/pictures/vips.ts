import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { PICTURE_KINDS, type PictureFormat } from '../../tensor/pictureKinds';
import { harmlessWarnings } from './decoderWarnings';
import { decoderBuild, sharp } from './sharp';

// Only the loaders we use: a file that passes the check of its first bytes still reaches no SVG, PDF or other parser.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadNsgifBuffer',
  ],
});
// Decoded pictures are cached by this program or not at all.
sharp.cache(false);

/** No honest picture below the pixel limit takes this long. */
const TIMEOUT_SECONDS = 30;

/** The decoder's error as a sentence for users; the original error stays as the cause. */
export function decodeFailure(name: string, format: PictureFormat, error: unknown): UpbenchError {
  if (error instanceof UpbenchError) return error;
  const words = error instanceof Error ? error.message : '';
  const kind = PICTURE_KINDS[format].title;
  const fail = (code: UpbenchError['code'], said: ReturnType<typeof message>): UpbenchError =>
    new UpbenchError(code, said, {}, error);
  if (/timeout/i.test(words))
    return fail('too-large', message('decoding-too-long', { name, seconds: TIMEOUT_SECONDS }));
  if (/memory|malloc/i.test(words)) return fail('too-large', message('decoding-memory', { name }));
  const what = unsupportedPart(format, words);
  if (what !== undefined) return fail('unsupported-file', message('picture-unsupported', { name, kind, what }));
  if (
    /premature|end of (file|gif)|unexpected end|truncat|bad seek|libpng read error|not enough data|out.?of.?data|no image/i.test(
      words,
    )
  )
    return fail('corrupt-file', message('picture-ends-early', { name, kind }));
  return fail('corrupt-file', message('picture-damaged', { name, kind }));
}

/** The feature that the decoder does not support, as a message; undefined for other errors. */
function unsupportedPart(format: PictureFormat, words: string): ReturnType<typeof message> | undefined {
  if (format === 'jpeg') {
    const precision = /unsupported jpeg data precision (\d+)/i.exec(words)?.[1];
    if (precision !== undefined) return message('part-bits', { bits: Number(precision) });
    if (/unsupported jpeg process|sof type|arithmetic|lossless/i.test(words)) return message('part-jpeg-process');
  }
  if (format === 'tiff') {
    const scheme = /(\w[\w ]*) compression support is not configured/i.exec(words)?.[1];
    if (scheme !== undefined) return message('part-compression', { compression: scheme });
    if (/tiled separate planes/i.test(words)) return message('part-planes');
  }
  // Of bytes that begin like the format but go on like none.
  if (/contains unsupported image format/i.test(words)) return undefined;
  return /not supported|unsupported|not implemented|support is not|no decoding|no decoder/i.test(words)
    ? message('part-unknown')
    : undefined;
}

export interface Decoded {
  readonly metadata: Metadata;
  /** Values as they come, interleaved. */
  readonly raw: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Of headers and tags; the picture is whole. */
  readonly warnings: readonly string[];
}

/** What is made of a picture once its header is known. */
interface Wish {
  readonly space: 'srgb' | 'rgb16' | 'b-w' | 'grey16';
  readonly ignoreIcc: boolean;
}

/**
 * Decodes with libvips. Any warning is first treated as damage; then the picture is decoded again with the warnings, and
 * counts as intact if all of them are about headers and tags.
 * @param plan refuses what must not be decoded, and says how the rest is
 */
export async function decodeWithVips(
  bytes: Uint8Array,
  { name, format, page }: { readonly name: string; readonly format: PictureFormat; readonly page: number },
  plan: (metadata: Metadata) => Wish,
): Promise<Decoded> {
  const texts: string[] = [];
  const open = (options: SharpOptions): Sharp =>
    sharp(bytes, { ...options, limitInputPixels: false, page, pages: 1 }).on('warning', (text: string) =>
      texts.push(text),
    );
  const decode = async (failOn: 'warning' | 'error'): Promise<Omit<Decoded, 'warnings'>> => {
    const metadata = await open({ failOn }).metadata();
    const { space, ignoreIcc } = plan(metadata);
    const { data: raw, info } = await open({ failOn, ignoreIcc, autoOrient: true })
      .toColourspace(space)
      .timeout({ seconds: TIMEOUT_SECONDS })
      .raw({ depth: space.endsWith('16') ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { metadata, raw, width: info.width, height: info.height, channels: info.channels };
  };
  try {
    return { ...(await decode('warning')), warnings: [] };
  } catch (error) {
    if (error instanceof UpbenchError) throw error;
    const words = error instanceof Error ? error.message : '';
    const isWarning = /warning treated as error|extraneous bytes/i.test(words) || harmless(format, bytes, [words]);
    if (!isWarning) throw decodeFailure(name, format, error);
    try {
      const decoded = await decode('error');
      const warnings = harmlessWarnings(format, bytes, [words, ...texts]);
      if (warnings === undefined) throw error;
      return { ...decoded, warnings };
    } catch (second) {
      throw decodeFailure(name, format, second);
    }
  }
}

const harmless = (format: PictureFormat, bytes: Uint8Array, texts: readonly string[]): boolean =>
  (harmlessWarnings(format, bytes, texts) ?? []).length > 0;

/** Versions of the decoding library, for the stamp on results. */
export function decoderVersions(): Record<string, string> {
  const { sharp: own, vips } = sharp.versions;
  const build = decoderBuild === 'wasm' ? ' (WebAssembly)' : '';
  return { ...(own === undefined ? {} : { sharp: own + build }), libvips: vips };
}
