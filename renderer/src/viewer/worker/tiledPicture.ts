import { makeSamples } from '@core/tensor/raster';
import type { PixelData } from '../math/errors';
import type { PictureRows } from './rows';
import { spare, Strips, type StripPlan } from './strips';

interface Kept {
  readonly strip: Promise<PixelData>;
  /** 0 until it is there. */
  bytes: number;
}

/** Decoded strips of all pictures of a worker, the latest used; their bytes are bounded. */
export class StripCache {
  private readonly kept = new Map<string, Kept>();
  private total = 0;

  constructor(private mostBytes: number) {}

  get bytes(): number {
    return this.total;
  }

  limit(mostBytes: number): void {
    this.mostBytes = mostBytes;
    this.shrink();
  }

  get(key: string, read: () => Promise<PixelData>): Promise<PixelData> {
    const known = this.kept.get(key);
    if (known) {
      // The latest used stands last.
      this.kept.delete(key);
      this.kept.set(key, known);
      return known.strip;
    }
    const entry: Kept = { strip: read(), bytes: 0 };
    this.kept.set(key, entry);
    entry.strip.then(
      ({ data }) => {
        if (this.kept.get(key) !== entry) return;
        entry.bytes = data.byteLength;
        this.total += entry.bytes;
        this.shrink();
      },
      () => {
        if (this.kept.get(key) === entry) this.kept.delete(key);
      },
    );
    return entry.strip;
  }

  find(key: string): Promise<PixelData> | undefined {
    return this.kept.get(key)?.strip;
  }

  /** Gives back all strips of a picture. */
  drop(id: string): void {
    for (const [key, entry] of this.kept) if (key.startsWith(`${id}/`)) this.forget(key, entry);
  }

  private shrink(): void {
    for (const [key, entry] of this.kept) {
      if (this.total <= this.mostBytes) return;
      if (entry.bytes > 0) this.forget(key, entry);
    }
  }

  private forget(key: string, entry: Kept): void {
    this.kept.delete(key);
    this.total -= entry.bytes;
  }
}

/** A picture of which only strips are held, those that were looked at last. */
export class TiledPicture implements PictureRows {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bitDepth: 8 | 16 | 32;
  readonly peak?: number;
  readonly blockRows: number;
  private readonly strips: Strips;
  private passed: Uint8Array<ArrayBuffer> | null = null;

  /** @param id under which the cache knows it */
  constructor(
    private readonly id: string,
    plan: StripPlan,
    private readonly cache: StripCache,
    peak?: number,
  ) {
    this.strips = new Strips(plan);
    this.width = this.strips.width;
    this.height = this.strips.height;
    this.channels = this.strips.channels;
    this.bitDepth = this.strips.bitDepth;
    this.blockRows = this.strips.rowsPerStrip;
    if (peak !== undefined) this.peak = peak;
  }

  get plan(): StripPlan {
    return this.strips.plan;
  }

  async rows(from: number, to: number, isPassing = false): Promise<PixelData> {
    const { blockRows, width, channels, bitDepth, peak } = this;
    const first = Math.floor(from / blockRows);
    const last = Math.floor((to - 1) / blockRows);
    const form = { width, channels, bitDepth, ...(peak !== undefined && { peak }) };
    const lineLength = width * channels;
    if (first === last) {
      const { data } = await this.strip(first, isPassing);
      const top = first * blockRows;
      return { ...form, height: to - from, data: data.subarray((from - top) * lineLength, (to - top) * lineLength) };
    }
    const data = makeSamples(bitDepth, (to - from) * lineLength);
    for (let index = first; index <= last; index++) {
      const top = index * blockRows;
      const strip = await this.strip(index, isPassing);
      const [y0, y1] = [Math.max(from, top), Math.min(to, top + blockRows)];
      data.set(strip.data.subarray((y0 - top) * lineLength, (y1 - top) * lineLength), (y0 - from) * lineLength);
    }
    return { ...form, height: to - from, data };
  }

  /** The strip of a pass is looked at before the next is asked for: its buffer serves again. */
  private async passing(index: number): Promise<PixelData> {
    if (this.passed) spare.giveBack(this.passed);
    this.passed = null;
    const isLast = index === this.strips.count - 1;
    if (this.bitDepth !== 8 || isLast) return this.strips.read(index, true);
    const own = spare.take(this.width * this.channels * this.blockRows);
    const strip = await this.strips.read(index, true, own);
    this.passed = own;
    return strip;
  }

  private strip(index: number, isPassing: boolean): Promise<PixelData> {
    const key = `${this.id}/${index}`;
    if (isPassing) return this.cache.find(key) ?? this.passing(index);
    return this.cache.get(key, () => this.strips.read(index));
  }
}
