import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import { cellDifferences } from '../math/places';
import { isMapKind, type PixelData } from '../math/errors';
import { mapRow, type MapPlace } from '../math/maps';
import { addToHistogram, extentOf, lineProfile, patchOf, pixelAt, rowsPatch, type RowSource } from '../math/samples';
import { createBreather } from './breather';
import { computeErrorTile, cutErrorTile, cutLinearTile, cutPictureTile } from './cutTiles';
import { decodePicture } from './decode';
import { buildErrorLevels, buildLevels, linearOf, MipMaker, type ErrorLevels, type MipLevels } from './mipmaps';
import type { Answers, DifferenceSpec, PictureFacts, PictureQuestion, Tile, TileRequest } from './protocol';

interface StoredPicture {
  readonly pixels: PixelData;
  readonly mips: MipLevels;
}

/** Mip levels of deep pictures are linear already. */
const identity = (value: number): number => value;

/** The pictures of one worker: pixels, mip levels and error maps, and all answers about them. */
export class PictureStore {
  private readonly pictures = new Map<string, StoredPicture>();
  /** Pixels another worker decoded, kept only to compare with. */
  private readonly adopted = new Map<string, PixelData>();
  private readonly differences = new Map<
    string,
    { spec: DifferenceSpec; built: Promise<ErrorLevels>; levels: ErrorLevels | null }
  >();
  /** Ids that were closed while they were still being decoded. */
  private readonly closed = new Set<string>();
  private readonly breathe = createBreather();

  async open(id: string, url: string, peak?: number): Promise<PictureFacts | null> {
    this.closed.delete(id);
    let maker: MipMaker | undefined;
    const decoded = await decodePicture(url, {
      onSize: (width, height, channels, bitDepth) =>
        (maker = new MipMaker(width, height, channels, { bitDepth, ...(peak !== undefined && { peak }) })),
      onRow: (row) => {
        if (this.closed.has(id)) throw new Error('closed');
        maker?.push(row);
      },
      breathe: this.breathe,
    }).catch((error: unknown) => {
      if (this.closed.has(id)) return null;
      throw error;
    });
    if (!decoded || !maker) return null;
    const mips = maker.finish();
    const pixels: PixelData = peak === undefined ? decoded : { ...decoded, peak };
    this.pictures.set(id, { pixels, mips });
    return {
      width: pixels.width,
      height: pixels.height,
      channels: pixels.channels,
      bitDepth: pixels.bitDepth,
      ...(peak !== undefined && { peak }),
      levels: mips.count,
    };
  }

  close(id: string): void {
    if (!this.pictures.delete(id)) this.closed.add(id);
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
      const picture = this.pictures.get(name);
      const values = level === 0 ? picture?.pixels.data : picture?.mips.levels[level - 1];
      if (!picture || !values) return null;
      if (values instanceof Uint8Array) return cutPictureTile(values, picture.pixels, level, tx, ty);
      return cutLinearTile(values, level === 0 ? linearOf(picture.pixels) : identity, picture.pixels, level, tx, ty);
    }
    const difference = this.differences.get(name);
    if (!difference?.levels) return null;
    const { spec, levels } = difference;
    const picture = this.pixels(spec.id);
    if (level === 0) return computeErrorTile(picture, levels.rows, tx, ty);
    const values = levels.levels[level - 1];
    return values ? cutErrorTile(values, picture, level, tx, ty) : null;
  }

  async answer(question: PictureQuestion): Promise<Answers[keyof Answers]> {
    switch (question.ask) {
      case 'probe':
        return question.ids.map((id, i) => {
          const picture = this.pictures.get(id);
          const position = question.positions[i]!;
          const difference = this.differences.get(id);
          if (difference?.levels) return this.valueAt(difference.spec, difference.levels, position);
          return picture ? pixelAt(picture.pixels, position.x, position.y) : null;
        });
      case 'patch': {
        const pixels = this.pixels(question.id);
        const { difference, x, y, width, height } = question;
        if (difference) {
          const { rows } = await this.difference(difference);
          return { data: rowsPatch(pixels, rows, x, y, width, height), channels: 1 };
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
      case 'extent':
        return extentOf(this.pixels(question.id));
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
    const built = spec.map ? this.readMap(spec, spec.map) : this.compare(spec);
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

  private compare({ id, referenceId, kind, channel }: DifferenceSpec): Promise<ErrorLevels> {
    if (isMapKind(kind)) throw new Error('A map of a metric is computed by the engine.');
    return buildErrorLevels(this.pixels(id), this.pixels(referenceId), kind, channel, this.breathe);
  }

  /** A local metric that the engine computed, as a grey picture of the same size. */
  private async readMap({ id, kind }: DifferenceSpec, { url, low, high }: MapPlace): Promise<ErrorLevels> {
    const map = await decodePicture(url, { onSize: () => undefined, onRow: () => undefined, breathe: this.breathe });
    const { width, height } = this.pixels(id);
    if (!isMapKind(kind) || map.channels !== 1 || map.width !== width || map.height !== height)
      throw new UpbenchError(
        'size-mismatch',
        message('map-size', { map: `${map.width}×${map.height}`, picture: `${width}×${height}` }),
      );
    const rows: RowSource = (y, x0, count, out) => mapRow(map, { low, high }, kind, y, x0, count, out);
    return buildLevels(map, rows, kind, this.breathe);
  }

  private valueAt({ id }: DifferenceSpec, { rows }: ErrorLevels, { x, y }: { x: number; y: number }): number[] | null {
    const { width, height } = this.pixels(id);
    if (x < 0 || y < 0 || x >= width || y >= height) return null;
    const value = new Float32Array(1);
    rows(y, x, 1, value);
    return [...value];
  }

  private pixels(id: string): PixelData {
    const pixels = this.pictures.get(id)?.pixels ?? this.adopted.get(id);
    if (!pixels) throw new UpbenchError('unavailable', message('picture-not-open'));
    return pixels;
  }
}
