import type { PixelData } from '../math/errors';
import { cellDifferences } from '../math/places';
import { addToHistogram, errorPatch, lineProfile, patchOf, pixelAt } from '../math/samples';
import { createBreather } from './breather';
import { computeErrorTile, cutErrorTile, cutPictureTile } from './cutTiles';
import { decodePicture } from './decode';
import { buildErrorLevels, MipMaker, type ErrorLevels, type MipLevels } from './mipmaps';
import type { Answers, DifferenceSpec, ImageFacts, ImageQuestion, Tile, TileRequest } from './protocol';

interface StoredImage {
  readonly pixels: PixelData;
  readonly mips: MipLevels;
}

/** The pictures of one image worker: pixels, mip levels and error maps, and all answers about them. */
export class ImageStore {
  private readonly images = new Map<string, StoredImage>();
  /** Pixels another worker decoded, kept only to compare with. */
  private readonly adopted = new Map<string, PixelData>();
  private readonly differences = new Map<
    string,
    { spec: DifferenceSpec; built: Promise<ErrorLevels>; levels: ErrorLevels | null }
  >();
  /** Ids that were closed while they were still being decoded. */
  private readonly closed = new Set<string>();
  private readonly breathe = createBreather();

  async open(id: string, url: string): Promise<ImageFacts | null> {
    this.closed.delete(id);
    let maker: MipMaker | undefined;
    const pixels = await decodePicture(url, {
      onSize: (width, height, channels, bitDepth) => (maker = new MipMaker(width, height, channels, bitDepth)),
      onRow: (row) => {
        if (this.closed.has(id)) throw new Error('closed');
        maker?.push(row);
      },
      breathe: this.breathe,
    }).catch((error: unknown) => {
      if (this.closed.has(id)) return null;
      throw error;
    });
    if (!pixels || !maker) return null;
    const mips = maker.finish();
    this.images.set(id, { pixels, mips });
    return {
      width: pixels.width,
      height: pixels.height,
      channels: pixels.channels,
      bitDepth: pixels.bitDepth,
      levels: mips.count,
    };
  }

  close(id: string): void {
    if (!this.images.delete(id)) this.closed.add(id);
    this.adopted.delete(id);
    for (const [key, { spec }] of this.differences) {
      if (spec.id === id || spec.referenceId === id) this.differences.delete(key);
    }
  }

  adopt(id: string, pixels: PixelData): void {
    this.adopted.set(id, pixels);
  }

  dropDifference(key: string): void {
    this.differences.delete(key);
  }

  /** Null when the source is gone or the tile lies outside. */
  tile({ source, level, tx, ty }: TileRequest): Tile | null {
    const split = source.indexOf(':');
    const name = source.slice(split + 1);
    if (source.startsWith('image')) {
      const image = this.images.get(name);
      const values = level === 0 ? image?.pixels.data : image?.mips.levels[level - 1];
      return image && values ? cutPictureTile(values, image.pixels, level, tx, ty) : null;
    }
    const difference = this.differences.get(name);
    if (!difference?.levels) return null;
    const { spec, levels } = difference;
    const picture = this.pixels(spec.id);
    if (level === 0) return computeErrorTile(picture, this.pixels(spec.referenceId), spec.kind, spec.channel, tx, ty);
    const values = levels.levels[level - 1];
    return values ? cutErrorTile(values, picture, level, tx, ty) : null;
  }

  async answer(question: ImageQuestion): Promise<Answers[keyof Answers]> {
    switch (question.ask) {
      case 'probe':
        return question.ids.map((id, i) => {
          const image = this.images.get(id);
          const position = question.positions[i]!;
          return image ? pixelAt(image.pixels, position.x, position.y) : null;
        });
      case 'patch': {
        const pixels = this.pixels(question.id);
        const { difference, x, y, width, height } = question;
        if (difference) {
          const reference = this.pixels(difference.referenceId);
          const data = errorPatch(pixels, reference, difference.kind, difference.channel, x, y, width, height);
          return { data, channels: 1 };
        }
        return {
          data: patchOf(pixels, question.x, question.y, question.width, question.height),
          channels: pixels.channels,
        };
      }
      case 'line':
        return lineProfile(this.pixels(question.id), question.axis, question.index, question.channel);
      case 'histogram': {
        const pixels = this.pixels(question.id);
        const bins = new Float64Array(256);
        for (let y = 0; y < pixels.height; y++) {
          addToHistogram(pixels, question.channel, y, y + 1, bins);
          await this.breathe();
        }
        return bins;
      }
      case 'cells':
        return cellDifferences(this.pixels(question.id), this.pixels(question.baseId), question.side);
      case 'copy': {
        const pixels = this.pixels(question.id);
        return { ...pixels, data: pixels.data.slice() };
      }
      case 'difference':
        return (await this.difference(question.spec)).statistics;
    }
  }

  private difference(spec: DifferenceSpec): Promise<ErrorLevels> {
    const known = this.differences.get(spec.key);
    if (known) return known.built;
    const built = buildErrorLevels(
      this.pixels(spec.id),
      this.pixels(spec.referenceId),
      spec.kind,
      spec.channel,
      this.breathe,
    );
    const entry: { spec: DifferenceSpec; built: Promise<ErrorLevels>; levels: ErrorLevels | null } = {
      spec,
      built,
      levels: null,
    };
    this.differences.set(spec.key, entry);
    built.then(
      (levels) => (entry.levels = levels),
      () => this.differences.delete(spec.key),
    );
    return built;
  }

  private pixels(id: string): PixelData {
    const pixels = this.images.get(id)?.pixels ?? this.adopted.get(id);
    if (!pixels) throw new Error('The picture is not open.');
    return pixels;
  }
}
