import { planTiles } from './planTiles';
import type { Frame, FromRenderWorker, SourceFacts, SourceId } from './protocol';
import { drawOverlay, type Renderer } from './renderer';
import { TileCache, TILE_BUDGET } from './tileCache';

/** Draws the latest frame whenever something changed: a new frame from the page, or a tile that arrived. */
export class Stage<Handle> {
  readonly tiles: TileCache<Handle>;
  private frame: Frame | null = null;
  private scheduled = false;
  private frames = 0;
  private lost = false;

  constructor(
    private readonly renderer: Renderer<Handle>,
    private readonly schedule: (draw: () => void) => void,
    private readonly say: (message: FromRenderWorker) => void,
  ) {
    this.tiles = new TileCache(renderer, TILE_BUDGET, () => this.request());
  }

  show(frame: Frame): void {
    this.frame = frame;
    this.request();
  }

  addSource(facts: SourceFacts): void {
    this.tiles.addSource(facts);
    this.request();
  }

  dropSource(source: SourceId): void {
    this.tiles.dropSource(source);
    this.request();
  }

  setColours(table: Uint8Array): void {
    this.renderer.setColours(table);
    this.request();
  }

  contextLost(): void {
    this.lost = true;
    this.tiles.reset();
  }

  contextRestored(): void {
    this.lost = false;
    this.request();
  }

  private request(): void {
    if (this.scheduled || !this.frame) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      if (!this.lost) this.draw();
    });
  }

  private draw(): void {
    const frame = this.frame;
    if (!frame || frame.width < 1 || frame.height < 1) return;
    const start = performance.now();
    const { renderer, tiles } = this;
    tiles.beginFrame();
    renderer.begin(frame);
    let unknown = false;
    for (const item of frame.items) {
      const facts = tiles.facts(item.source);
      if (!facts) {
        unknown = true;
        continue;
      }
      for (const quad of planTiles(item, facts, (request, quietly) => tiles.get(request, quietly))) renderer.quad(quad, item, frame);
    }
    for (const overlay of frame.overlays) drawOverlay(renderer, overlay, frame.lineWidth);
    renderer.end();
    const missing = tiles.endFrame();
    this.frames += 1;
    if (!missing && !unknown) this.say({ type: 'settled', frames: this.frames, drawMs: performance.now() - start });
  }
}
