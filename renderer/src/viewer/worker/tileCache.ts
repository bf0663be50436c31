import { TILE } from '../math/tiles';
import type { SourceFacts, SourceId, Tile, TileReply, TileRequest } from './protocol';

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

/** Keeps tiles of the pictures in sight, asks the workers of pictures for missing ones, forgets the longest unused. */
export class TileCache<Handle> {
  private readonly sources = new Map<SourceId, SourceFacts>();
  private readonly entries = new Map<string, Entry<Handle>>();
  private readonly pending = new Map<string, number>();
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

  addSource(facts: SourceFacts): void {
    this.sources.set(facts.source, facts);
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
    for (const [key, request] of this.wanted) {
      if (this.pending.has(key)) continue;
      const worker = this.sources.get(request.source)?.worker;
      const port = worker === undefined ? undefined : this.ports[worker];
      if (worker === undefined || !port || this.inFlight(worker) >= IN_FLIGHT) continue;
      this.pending.set(key, worker);
      port.postMessage(request);
    }
    this.evictOld();
    return this.wanted.size > 0;
  }

  private inFlight(worker: number): number {
    let count = 0;
    for (const owner of this.pending.values()) if (owner === worker) count++;
    return count;
  }

  private arrive(reply: TileReply): void {
    const key = keyOf(reply);
    this.pending.delete(key);
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

/** Room for the tiles of a large screen full of panes, several levels deep. */
export const TILE_BUDGET = 384 * 4 * TILE * TILE;
