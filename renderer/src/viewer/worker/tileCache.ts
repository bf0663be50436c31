import { TILE } from '../math/tiles';
import type { SourceFacts, SourceId, Tile, TileReply, TileRequest, ToTileDesk } from './protocol';

/** What a renderer makes of tiles. */
export interface TileBackend<Handle> {
  upload(tile: Tile): Handle;
  free(handle: Handle): void;
}

interface Entry<Handle> {
  readonly handle: Handle;
  readonly bytes: number;
  readonly source: SourceId;
  usedIn: number;
}

/** Tiles asked of one worker of pictures and not answered yet, at most; more would make the latest view wait for older ones. */
const IN_FLIGHT = 6;
/** When a tile whose file could not be read is asked for again. */
const AGAIN_MS = 2000;

/** Keeps tiles of the pictures in sight, asks the workers of pictures for missing ones, forgets the longest unused. */
export class TileCache<Handle> {
  private readonly sources = new Map<SourceId, SourceFacts>();
  private readonly entries = new Map<string, Entry<Handle>>();
  private readonly pending = new Map<string, { readonly request: TileRequest; readonly worker: number }>();
  /** Could not be had a moment ago. */
  private readonly failed = new Set<string>();
  private readonly ports: MessagePort[] = [];
  private wanted = new Map<string, TileRequest>();
  private bytes = 0;
  private frame = 0;

  constructor(
    private readonly backend: TileBackend<Handle>,
    private readonly budgetBytes: number,
    private readonly onArrival: () => void,
  ) {}

  connect(worker: number, port: MessagePort): void {
    this.ports[worker] = port;
    port.onmessage = ({ data }: MessageEvent<TileReply>) => this.arrive(data);
  }

  /** A source that is told of again has tiles that it had not: what failed is asked for at once. */
  addSource(facts: SourceFacts): void {
    this.sources.set(facts.source, facts);
    for (const key of this.failed) if (isOf(key, facts.source)) this.failed.delete(key);
  }

  dropSource(source: SourceId): void {
    this.sources.delete(source);
    for (const [key, entry] of this.entries) if (entry.source === source) this.evict(key, entry);
  }

  facts(source: SourceId): SourceFacts | undefined {
    return this.sources.get(source);
  }

  /** Forgets everything, after the graphics context was lost. */
  reset(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  beginFrame(): void {
    this.frame += 1;
    this.wanted = new Map();
  }

  /** The tile, if it is here; otherwise it is asked for (unless `quietly`). */
  get(request: TileRequest, quietly = false): Handle | null {
    const key = keyOf(request);
    const entry = this.entries.get(key);
    if (entry) {
      entry.usedIn = this.frame;
      return entry.handle;
    }
    if (!quietly) this.wanted.set(key, request);
    return null;
  }

  /** Sends for what this frame missed. Returns whether anything is missing. */
  endFrame(): boolean {
    // What has gone out of sight must not keep others waiting.
    for (const [key, { request, worker }] of this.pending) {
      if (this.wanted.has(key)) continue;
      this.pending.delete(key);
      this.tell(worker, { cancelled: request });
    }
    // The coarser first: they are small, cover much, and stand in for the finer ones.
    for (const [key, request] of [...this.wanted].sort(([, a], [, b]) => b.level - a.level)) {
      if (this.pending.has(key) || this.failed.has(key)) continue;
      const worker = this.sources.get(request.source)?.worker;
      if (worker === undefined || !this.ports[worker] || this.inFlight(worker) >= IN_FLIGHT) continue;
      this.pending.set(key, { request, worker });
      this.tell(worker, request);
    }
    this.evictOld();
    return this.wanted.size > 0;
  }

  private inFlight(worker: number): number {
    let count = 0;
    for (const { worker: owner } of this.pending.values()) if (owner === worker) count++;
    return count;
  }

  private tell(worker: number, message: ToTileDesk): void {
    this.ports[worker]?.postMessage(message);
  }

  private arrive(reply: TileReply): void {
    const key = keyOf(reply);
    this.pending.delete(key);
    if (reply.hasFailed === true) {
      this.failed.add(key);
      setTimeout(() => {
        this.failed.delete(key);
        this.onArrival();
      }, AGAIN_MS);
    }
    if (reply.tile && this.sources.has(reply.source) && !this.entries.has(key)) {
      const bytes = reply.tile.data.byteLength;
      this.entries.set(key, {
        handle: this.backend.upload(reply.tile),
        bytes,
        source: reply.source,
        usedIn: this.frame,
      });
      this.bytes += bytes;
    }
    this.onArrival();
  }

  private evictOld(): void {
    if (this.bytes <= this.budgetBytes) return;
    const oldest = [...this.entries]
      .filter(([, entry]) => entry.usedIn < this.frame)
      .sort((a, b) => a[1].usedIn - b[1].usedIn);
    for (const [key, entry] of oldest) {
      if (this.bytes <= this.budgetBytes * 0.8) break;
      this.evict(key, entry);
    }
  }

  private evict(key: string, entry: Entry<Handle>): void {
    this.backend.free(entry.handle);
    this.entries.delete(key);
    this.bytes -= entry.bytes;
  }
}

function keyOf({ source, level, tx, ty }: TileRequest): string {
  return `${source}/${level}/${tx}/${ty}`;
}
const isOf = (key: string, source: SourceId): boolean => key.startsWith(`${source}/`);

/** Room for the tiles of a large screen full of panes, several levels deep. */
export const TILE_BUDGET = 384 * 4 * TILE * TILE;
