/**
 * The kinds of picture files that open, with the endings their names have. The one list for folders, dialogs, drops and
 * the command line; what a file really is, its bytes say.
 */
export const PICTURE_KINDS = {
  png: { title: 'PNG', endings: ['png', 'apng'] },
  jpeg: { title: 'JPEG', endings: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  webp: { title: 'WebP', endings: ['webp'] },
  avif: { title: 'AVIF', endings: ['avif'] },
  tiff: { title: 'TIFF', endings: ['tif', 'tiff'] },
  gif: { title: 'GIF', endings: ['gif'] },
  bmp: { title: 'BMP', endings: ['bmp', 'dib'] },
  pnm: { title: 'PNM', endings: ['pbm', 'pgm', 'ppm', 'pnm', 'pam', 'pfm'] },
  exr: { title: 'OpenEXR', endings: ['exr'] },
  hdr: { title: 'Radiance HDR', endings: ['hdr', 'rgbe'] },
  qoi: { title: 'QOI', endings: ['qoi'] },
  tga: { title: 'TGA', endings: ['tga', 'icb', 'vda', 'vst'] },
  npy: { title: 'NumPy', endings: ['npy', 'npz'] },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly endings: readonly string[] }>>;

export type PictureFormat = keyof typeof PICTURE_KINDS;

/** Every ending, without the dot. */
export const PICTURE_ENDINGS: readonly string[] = Object.values(PICTURE_KINDS).flatMap(({ endings }) => endings);

/** What sentences call them, in their order. */
export const PICTURE_TITLES: readonly string[] = Object.values(PICTURE_KINDS).map(({ title }) => title);

/** The ending of a name in small letters, without its dot; undefined where it has none. */
export function endingOf(name: string): string | undefined {
  return /[^/\\]\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
}

/** Whether the name promises a picture that opens. */
export function isPictureName(name: string): boolean {
  const ending = endingOf(name);
  return ending !== undefined && PICTURE_ENDINGS.includes(ending);
}
