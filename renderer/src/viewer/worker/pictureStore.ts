import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import { makeSamples } from '@core/tensor/raster';
import { CellSampler, cellDifferences, cellSide, sampledDifferences } from '../math/places';
import { isMapKind, type Channel, type PixelData } from '../math/errors';
import { mapRow, type MapPlace } from '../math/maps';
import { addToHistogram, extentOf, ExtentFinder, lineProfile, patchOf, pixelAt, rowsPatch } from '../math/samples';
import { finestErrorsKept, finestKept, levelCount } from '../math/pyramid';
import { tileSpan } from '../math/tiles';
import { createBreather } from './breather';
import { computeErrorTile, cutErrorTile, cutLinearTile, cutPictureTile } from './cutTiles';
import { decodeBlob, fetchPicture } from './decode';
import {
  buildLevels,
  errorLevelPart,
  errorsOf,
  levelPart,
  linearOf,
  MipMaker,
  type ErrorLevels,
  type ErrorRows,
  type MipLevels,
} from './mipmaps';
import type {
  Answers,
  DifferenceSpec,
  LentPicture,
  PictureFacts,
  PictureQuestion,
  PoolLimits,
  Tile,
  TileRequest,
} from './protocol';
import { blocksOf, wholeRows, type PictureRows } from './rows';
import type { StripPlan } from './strips';
import { StripCache, TiledPicture } from './tiledPicture';
import { Sight, Turns } from './turns';

/** A picture that is held whole, or one of which strips are read. */
interface KnownPicture {
  readonly picture: PictureRows;
  /** See `CellSampler`; of a picture that is not held. */
  readonly samples: Uint16Array | null;
}
interface StoredPicture extends KnownPicture {
  /** All pixels; null where the picture is too large to be held. */
  readonly whole: PixelData | null;
  readonly mips: MipLevels;
}

/** Columns of a large picture that were read for a line and serve the lines beside it, too. */
interface Columns {
  readonly from: number;
  readonly pixels: PixelData;
}

/** Mip levels of deep pictures are linear already. */
const identity = (value: number): number => value;
const COLUMNS_AT_ONCE = 64;

const isPlan = (file: Blob | StripPlan): file is StripPlan => 'kind' in file;

/** The pictures of one worker: pixels, mip levels and error maps, and all answers about them. */
export class PictureStore {
  private limits: PoolLimits = { tiledFrom: Infinity, cacheBytes: 0 };
  private readonly pictures = new Map<string, StoredPicture>();
  /** Pictures another worker opened, known only to compare with. */
  private readonly adopted = new Map<string, KnownPicture>();
  private readonly differences = new Map<
    string,
    {
      spec: DifferenceSpec;
      built: Promise<ErrorLevels>;
      levels: ErrorLevels | null;
      /** Its values, as soon as they can be had: of a large picture, before its levels are there. */
      errors: ErrorRows | null;
    }
  >();
  /** Ids that were closed before they were here: while they were still being decoded, or were being lent. */
  private readonly closed = new Set<string>();
  private readonly breathe = createBreather();
  /** Long passes wait until everything is there that somebody looks at. */
  private readonly sight = new Sight();
  private readonly breatheInPass = (): Promise<void> | undefined => this.sight.rest() ?? this.breathe();
  private readonly strips = new StripCache(0);
  /** Passes over large pictures. */
  private readonly turns = new Turns();
  private readonly histograms = new Map<string, Promise<ReadonlyMap<Channel, Float64Array>>>();
  private readonly columns = new Map<string, Columns>();
  /** The latest question for a line of a picture. */
  private readonly lines = new Map<string, PictureQuestion>();

  limit(limits: PoolLimits): void {
    this.limits = limits;
    this.strips.limit(limits.cacheBytes);
  }

  async open(id: string, url: string, peak?: number): Promise<PictureFacts | null> {
    this.closed.delete(id);
    try {
      const file = await fetchPicture(url, this.limits.tiledFrom);
      const stored = isPlan(file)
        ? await this.turns.take(() => this.readStrips(id, file, peak))
        : await this.decode(id, file, peak);
      // Closed while its last row waited for its turn: nobody would close it again.
      if (!stored || this.closed.has(id)) return null;
      this.pictures.set(id, stored);
      const { width, height, channels, bitDepth } = stored.picture;
      return {
        width,
        height,
        channels,
        bitDepth,
        ...(peak !== undefined && { peak }),
        levels: stored.mips.count,
        ...(stored.whole === null && { atHand: stored.mips.levels.findIndex((level) => level !== null) + 1 }),
      };
    } catch (error) {
      if (this.closed.has(id)) return null;
      throw error;
    }
  }

  private async decode(id: string, file: Blob, peak: number | undefined): Promise<StoredPicture | null> {
    let maker: MipMaker | undefined;
    const decoded = await decodeBlob(file, {
      onSize: (width, height, channels, bitDepth) =>
        (maker = new MipMaker(width, height, channels, { bitDepth, ...(peak !== undefined && { peak }) })),
      onRow: (row) => {
        if (this.closed.has(id)) throw new Error('closed');
        maker?.push(row);
      },
      breathe: this.breathe,
    });
    if (!maker) return null;
    const whole: PixelData = peak === undefined ? decoded : { ...decoded, peak };
    return { picture: wholeRows(whole), whole, mips: maker.finish(), samples: null };
  }

  /** One pass over a large picture: its coarser levels and a look at every part of it stay, its pixels do not. */
  private async readStrips(id: string, plan: StripPlan, peak: number | undefined): Promise<StoredPicture | null> {
    if (this.closed.has(id)) return null;
    const picture = new TiledPicture(id, plan, this.strips, peak);
    const { width, height, channels, bitDepth } = picture;
    const finest = finestKept(picture, channels * (bitDepth === 8 ? 1 : 4), this.limits.tiledFrom);
    const maker = new MipMaker(width, height, channels, picture, { finest });
    const sampler = new CellSampler(picture, cellSide(picture));
    for await (const { from, rows } of blocksOf(picture, 0, height)) {
      const { data, height: count, ...form } = rows;
      for (let y = 0; y < count; y++) {
        if (this.closed.has(id)) return null;
        const row = data.subarray(y * width * channels, (y + 1) * width * channels);
        maker.push(row);
        sampler.push({ ...form, height: 1, data: row }, from + y);
        const turn = this.breatheInPass();
        if (turn) await turn;
      }
    }
    return { picture, whole: null, mips: maker.finish(), samples: sampler.finish() };
  }

  close(id: string): void {
    if (!this.pictures.delete(id) && !this.adopted.delete(id)) this.closed.add(id);
    this.strips.drop(id);
    for (const kept of [this.histograms, this.columns, this.lines]) kept.delete(id);
    for (const [key, { spec }] of this.differences) {
      if (spec.id === id || spec.referenceId === id) this.dropDifference(key);
    }
  }

  adopt(id: string, lent: LentPicture): void {
    if (this.closed.has(id)) return;
    this.adopted.set(
      id,
      'pixels' in lent
        ? { picture: wholeRows(lent.pixels), samples: null }
        : { picture: new TiledPicture(id, lent.plan, this.strips, lent.peak), samples: lent.samples },
    );
  }

  dropDifference(key: string): void {
    this.differences.delete(key);
    this.strips.drop(mapName(key));
  }

  /** Null when the source is gone or the tile lies outside. */
  tile(request: TileRequest): Promise<Tile | null> {
    return this.sight.hold(() => this.tileOf(request));
  }

  private async tileOf({ source, level, tx, ty }: TileRequest): Promise<Tile | null> {
    const split = source.indexOf(':');
    const name = source.slice(split + 1);
    if (source.startsWith('image')) {
      const stored = this.pictures.get(name);
      return stored && level < stored.mips.count ? this.pictureTile(stored, level, tx, ty) : null;
    }
    const difference = this.differences.get(name);
    if (!difference?.errors) return null;
    const { errors, levels } = difference;
    return level < levelCount(errors.width, errors.height) ? this.errorTile(errors, levels, level, tx, ty) : null;
  }

  private async pictureTile({ picture, mips }: StoredPicture, level: number, tx: number, ty: number): Promise<Tile> {
    const kept = level === 0 ? null : mips.levels[level - 1];
    const span = tileSpan(picture, level, tx, ty);
    let values: PixelData['data'];
    let part: typeof span | undefined;
    if (kept) values = kept;
    else if (level === 0) {
      values = (await picture.rows(span.y0, span.y1)).data;
      part = { ...span, x0: 0, x1: picture.width };
    } else {
      values = await levelPart(picture, level, span, this.breathe);
      part = span;
    }
    if (values instanceof Uint8Array) return cutPictureTile(values, picture, level, tx, ty, part);
    return cutLinearTile(values, level === 0 ? linearOf(picture) : identity, picture, level, tx, ty, part);
  }

  private async errorTile(
    errors: ErrorRows,
    built: ErrorLevels | null,
    level: number,
    tx: number,
    ty: number,
  ): Promise<Tile> {
    const span = tileSpan(errors, level, tx, ty);
    if (level === 0) return computeErrorTile(errors, await errors.rowsIn(span.y0, span.y1), tx, ty);
    const kept = built?.levels[level - 1];
    if (kept) return cutErrorTile(kept, errors, level, tx, ty);
    // The pass over the whole picture ends sooner than many tiles that each need a large part of it.
    if (!built && level >= finestErrorsKept(errors, this.limits.tiledFrom))
      throw new UpbenchError('unavailable', message('map-not-there'));
    return cutErrorTile(await errorLevelPart(errors, level, span, this.breathe), errors, level, tx, ty, span);
  }

  async answer(question: PictureQuestion): Promise<Answers[keyof Answers]> {
    switch (question.ask) {
      case 'probe':
        return this.sight.hold(() => Promise.all(question.ids.map((id, i) => this.probe(id, question.positions[i]!))));
      case 'patch':
        return this.patch(question);
      case 'line':
        return this.line(question);
      case 'histogram':
        return (await this.histogram(question.id)).get(question.channel)!.slice();
      case 'extent':
        return this.extent(question.id);
      case 'cells':
        return this.cells(question);
      case 'lend': {
        const { picture, samples } = this.find(question.id);
        if (picture instanceof TiledPicture)
          return { plan: picture.plan, samples, ...(picture.peak !== undefined && { peak: picture.peak }) };
        const pixels = await picture.rows(0, picture.height);
        return { pixels: { ...pixels, data: pixels.data.slice() } };
      }
      case 'difference':
        return (await this.difference(question.spec)).statistics;
    }
  }

  private async patch({
    id,
    difference,
    x,
    y,
    width,
    height,
  }: Extract<PictureQuestion, { ask: 'patch' }>): Promise<Answers['patch']> {
    const picture = this.rowsOf(id);
    const [top, bottom] = [Math.max(0, y), Math.min(picture.height, y + height)];
    const channels = difference ? 1 : picture.channels;
    if (bottom <= top) return { data: new Float32Array(width * height * channels).fill(NaN), channels };
    if (difference) {
      // Not while the pass that finds it waits: see `Sight`.
      const errors = this.differences.get(difference.key)?.errors ?? (await this.difference(difference)).errors;
      const rows = await this.sight.hold(async () => errors.rowsIn(top, bottom));
      return { data: rowsPatch(picture, rows, x, y, width, height), channels };
    }
    const rows = await this.sight.hold(async () => picture.rows(top, bottom));
    return { data: patchOf(rows, x, y - top, width, height), channels };
  }

  private async probe(id: string, { x, y }: { x: number; y: number }): Promise<number[] | null> {
    const errors = this.differences.get(id)?.errors;
    const picture = errors ?? this.pictures.get(id)?.picture;
    if (!picture || x < 0 || y < 0 || x >= picture.width || y >= picture.height) return null;
    if (!errors) return pixelAt(await this.rowsOf(id).rows(y, y + 1), x, 0);
    const value = new Float32Array(1);
    (await errors.rowsIn(y, y + 1))(y, x, 1, value);
    return [...value];
  }

  private async line(question: Extract<PictureQuestion, { ask: 'line' }>): Promise<Float32Array> {
    const { id, axis, index, channel } = question;
    const picture = this.rowsOf(id);
    if (axis === 'horizontal') return lineProfile(await picture.rows(index, index + 1), axis, 0, channel);
    if (!(picture instanceof TiledPicture))
      return lineProfile(await picture.rows(0, picture.height), axis, index, channel);
    this.lines.set(id, question);
    const isWanted = (): boolean => this.lines.get(id) === question;
    const { from, pixels } = await this.turns.take(() => this.columnsAt(id, picture, index, isWanted));
    return lineProfile(pixels, axis, index - from, channel);
  }

  private async columnsAt(id: string, picture: TiledPicture, x: number, isWanted: () => boolean): Promise<Columns> {
    const known = this.columns.get(id);
    if (known && x >= known.from && x < known.from + known.pixels.width) return known;
    const { height, channels, bitDepth, peak } = picture;
    const from = Math.max(0, Math.min(x - (COLUMNS_AT_ONCE >> 1), picture.width - COLUMNS_AT_ONCE));
    const width = Math.min(COLUMNS_AT_ONCE, picture.width);
    const data = makeSamples(bitDepth, width * height * channels);
    for await (const { from: top, rows } of blocksOf(picture, 0, height)) {
      if (!isWanted()) throw new UpbenchError('cancelled', message('viewer-closed'));
      for (let y = 0; y < rows.height; y++) {
        const start = (y * picture.width + from) * channels;
        data.set(rows.data.subarray(start, start + width * channels), (top + y) * width * channels);
      }
    }
    const found = {
      from,
      pixels: { width, height, channels, bitDepth, ...(peak !== undefined && { peak }), data },
    };
    if (this.pictures.has(id)) this.columns.set(id, found);
    return found;
  }

  /** Of all channels at once: one pass answers them all. */
  private histogram(id: string): Promise<ReadonlyMap<Channel, Float64Array>> {
    const known = this.histograms.get(id);
    if (known) return known;
    const picture = this.rowsOf(id);
    const count = async (): Promise<ReadonlyMap<Channel, Float64Array>> => {
      const channels: readonly Channel[] = ['rgb', 'r', 'g', 'b', 'y'];
      const bins = new Map(channels.map((channel) => [channel, new Float64Array(256)] as const));
      for await (const { rows } of this.passOver(id)) {
        for (let y = 0; y < rows.height; y++) {
          for (const channel of channels) addToHistogram(rows, channel, y, y + 1, bins.get(channel)!);
          const turn = this.breatheInPass();
          if (turn) await turn;
        }
      }
      return bins;
    };
    const found = picture instanceof TiledPicture ? this.turns.take(count) : count();
    this.histograms.set(id, found);
    found.catch(() => this.histograms.delete(id));
    return found;
  }

  private async extent(id: string): Promise<Answers['extent']> {
    const stored = this.pictures.get(id);
    if (stored?.whole) return extentOf(stored.whole);
    const picture = this.rowsOf(id);
    const finder = new ExtentFinder();
    return this.turns.take(async () => {
      for (const look of ['look', 'count'] as const) {
        for await (const { rows } of this.passOver(id)) {
          finder[look](rows.data);
          const turn = this.breatheInPass();
          if (turn) await turn;
        }
      }
      return finder.found(picture);
    });
  }

  private async cells({ id, baseId, side }: Extract<PictureQuestion, { ask: 'cells' }>): Promise<Float32Array> {
    const [own, base] = [this.rowsOf(id), this.rowsOf(baseId)];
    if (own instanceof TiledPicture || base instanceof TiledPicture)
      return sampledDifferences(await this.samples(id, side), await this.samples(baseId, side));
    return cellDifferences(await own.rows(0, own.height), await base.rows(0, base.height), side);
  }

  private async samples(id: string, side: number): Promise<Uint16Array> {
    const { picture, samples } = this.find(id);
    if (samples && side === cellSide(picture)) return samples;
    const sampler = new CellSampler(picture, side);
    await this.turns.take(async () => {
      for await (const { from, rows } of this.passOver(id)) {
        const { data, height, ...form } = rows;
        const length = form.width * form.channels;
        for (let y = 0; y < height; y++)
          sampler.push({ ...form, height: 1, data: data.subarray(y * length, (y + 1) * length) }, from + y);
        const turn = this.breatheInPass();
        if (turn) await turn;
      }
    });
    return sampler.finish();
  }

  private difference(spec: DifferenceSpec): Promise<ErrorLevels> {
    const known = this.differences.get(spec.key);
    if (known) return known.built;
    const errors = this.errorsAtOnce(spec);
    const built = spec.map ? this.readMap(spec, spec.map) : this.compare(spec);
    const entry = { spec, built, levels: null as ErrorLevels | null, errors };
    this.differences.set(spec.key, entry);
    built.then(
      (levels) => Object.assign(entry, { levels, errors: levels.errors }),
      () => {
        if (this.differences.get(spec.key) === entry) this.differences.delete(spec.key);
      },
    );
    return built;
  }

  /** The errors of a picture that is read by tiles, which can be looked at here and there before all of them are known. */
  private errorsAtOnce({ id, referenceId, kind, channel }: DifferenceSpec): ErrorRows | null {
    const picture = this.rowsOf(id);
    return picture instanceof TiledPicture && !isMapKind(kind)
      ? errorsOf(picture, this.rowsOf(referenceId), kind, channel)
      : null;
  }

  private async compare(spec: DifferenceSpec): Promise<ErrorLevels> {
    const { id, referenceId, kind, channel } = spec;
    if (isMapKind(kind)) throw new Error('A map of a metric is computed by the engine.');
    return this.build(spec, errorsOf(this.rowsOf(id), this.rowsOf(referenceId), kind, channel));
  }

  private build(spec: DifferenceSpec, errors: ErrorRows): Promise<ErrorLevels> {
    const picture = this.rowsOf(spec.id);
    const isTiled = picture instanceof TiledPicture;
    const finest = isTiled ? finestErrorsKept(errors, this.limits.tiledFrom) : 1;
    const isWanted = (): boolean => this.differences.has(spec.key);
    const work = (): Promise<ErrorLevels> =>
      buildLevels(errors, spec.kind, isTiled ? this.breatheInPass : this.breathe, { finest, isWanted });
    return isTiled ? this.turns.take(work) : work();
  }

  /** A local metric that the engine computed, as a grey picture of the same size. */
  private async readMap(spec: DifferenceSpec, { url, low, high }: MapPlace): Promise<ErrorLevels> {
    const { id, key, kind } = spec;
    const file = await fetchPicture(url, this.limits.tiledFrom);
    const map = isPlan(file)
      ? new TiledPicture(mapName(key), file, this.strips)
      : wholeRows(await decodeBlob(file, { onSize: () => undefined, onRow: () => undefined, breathe: this.breathe }));
    const { width, height } = this.rowsOf(id);
    if (!isMapKind(kind) || map.channels !== 1 || map.width !== width || map.height !== height)
      throw new UpbenchError(
        'size-mismatch',
        message('map-size', { map: `${map.width}×${map.height}`, picture: `${width}×${height}` }),
      );
    return this.build(spec, {
      width,
      height,
      blockRows: map.blockRows,
      async rowsIn(from, to, isPassing) {
        const rows = await map.rows(from, to, isPassing);
        return (y, x0, count, out) => mapRow(rows, { low, high }, kind, y - from, x0, count, out);
      },
    });
  }

  /** All rows of a picture; refuses to go on once it is closed. */
  private async *passOver(id: string): ReturnType<typeof blocksOf> {
    const picture = this.rowsOf(id);
    for await (const block of blocksOf(picture, 0, picture.height)) {
      this.rowsOf(id);
      yield block;
    }
  }

  private rowsOf(id: string): PictureRows {
    return this.find(id).picture;
  }

  private find(id: string): KnownPicture {
    const known = this.pictures.get(id) ?? this.adopted.get(id);
    if (!known) throw new UpbenchError('unavailable', message('picture-not-open'));
    return known;
  }
}

/** Under which the strips of a map are kept. */
const mapName = (key: string): string => `map ${key}`;
