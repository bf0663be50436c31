import type { Metadata } from 'sharp';
import { message, type Message } from '../../messages';
import { PICTURE_KINDS, type PictureFormat } from '../../tensor/pictureKinds';
import type { Raster } from '../../tensor/raster';
import type { PrimaryPicture } from './isoMedia';
import type { PngExtras } from './pngChunks';
import type { TiffKind } from './tiffTags';
import type { Decoded } from './vips';

/** Everything that was found in a file beside its pixels. */
export interface Found {
  readonly format: PictureFormat;
  readonly decoded: Pick<Decoded, 'warnings'> | null;
  readonly png: PngExtras | null;
  readonly heif: PrimaryPicture | null;
  readonly tiff: TiffKind | null;
  /** Which of the pictures in the file was taken, from 0. */
  readonly page: number;
}

/** Everything that changes how the values should be read, one sentence each. */
export function describePicture(metadata: Metadata | null, raster: Raster, found: Found): Message[] {
  const notes: Message[] = [];
  const { tiff, png, heif, format } = found;
  const orientation = metadata?.orientation ?? tiff?.orientation ?? 1;
  if (orientation !== 1) notes.push(message('note-orientation', { orientation }));
  if (metadata?.space === 'cmyk') notes.push(message(metadata.icc === undefined ? 'note-cmyk' : 'note-cmyk-profile'));
  else if (metadata?.icc !== undefined) notes.push(message('note-icc'));
  notes.push(...transferNotes(png?.transfer ?? heif?.transfer));
  if (raster.alpha !== undefined) notes.push(...alphaNotes(format, tiff, heif));
  notes.push(...framesNotes(metadata, found));
  if (metadata?.isPalette) notes.push(message('note-palette', { colour: raster.channels === 3 }));
  notes.push(...depthNotes(metadata, raster, tiff));
  if (tiff?.isArray) notes.push(...bandNotes(raster, tiff));
  if (heif?.isMonochrome && heif.isLimited) notes.push(message('note-limited-grey'));
  if (found.decoded && found.decoded.warnings.length > 0)
    notes.push(
      message('note-warnings', {
        kind: PICTURE_KINDS[format].title,
        warnings: found.decoded.warnings.slice(0, 3).join('; '),
      }),
    );
  return notes;
}

function transferNotes(transfer: number | undefined): Message[] {
  if (transfer === 16) return [message('note-hdr', { curve: 'PQ' })];
  return transfer === 18 ? [message('note-hdr', { curve: 'HLG' })] : [];
}

function alphaNotes(format: PictureFormat, tiff: TiffKind | null, heif: PrimaryPicture | null): Message[] {
  const isDivided = tiff?.alpha === 'associated' || heif?.isPremultiplied === true;
  return [
    ...(format === 'gif' ? [message('note-gif-transparency')] : [message('note-alpha')]),
    ...(isDivided ? [message('note-unpremultiplied')] : []),
  ];
}

function framesNotes(metadata: Metadata | null, { png, tiff, format, page }: Found): Message[] {
  const count = png && png.frames > 1 ? png.frames : (metadata?.pages ?? tiff?.pages ?? 1);
  if (count <= 1) return [];
  return [format === 'avif' ? message('note-primary', { count, place: page + 1 }) : message('note-frames', { count })];
}

function depthNotes(metadata: Metadata | null, { bitDepth }: Raster, tiff: TiffKind | null): Message[] {
  const bits = metadata?.bitsPerSample ?? undefined;
  if (bits === undefined || bits === bitDepth || metadata?.isPalette || tiff?.isArray) return [];
  return [message('note-widened', { bits, bitDepth })];
}

function bandNotes({ channels, bitDepth, peak }: Raster, { format, bits, photometric }: TiffKind): Message[] {
  return [
    ...(channels === 3 && photometric !== 2 ? [message('note-bands-rgb')] : []),
    ...(channels !== 1 && channels !== 3 ? [message('note-bands', { channels })] : []),
    ...(format === 2 ? [message('note-signed', { bits })] : []),
    ...(format === 3 || (format === 1 && bitDepth === 32) ? [message('note-floats', { bits })] : []),
    ...(peak === undefined ? [] : [message('note-peak', { bits, peak })]),
  ];
}
