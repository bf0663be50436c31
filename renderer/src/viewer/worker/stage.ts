import { glyphSize, layoutNumbers } from './glyphs';
import { planTiles } from './planTiles';
import type { DrawItem, Frame, FromRenderWorker, SourceFacts, SourceId } from './protocol';
import { drawOverlay, isErrorSource, type Renderer } from './renderer';
import { TileCache, TILE_BUDGET } from './tileCache';

/** Draws the latest frame whenever something changed: a new frame from the page, or a tile that arrived. */
export class Stage<Handle> {
  readonly tiles: TileCache<Handle>;
  private frame: Frame | null = null;
  private scheduled = false;
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
    let complete = frame.items.map((item) => this.drawItem(item, frame)).every(Boolean);
    for (const overlay of frame.overlays) drawOverlay(renderer, overlay, frame.lineWidth);
    for (const { item, overlays } of frame.insets) {
      const { x, y, width, height } = item.clip;
      const edge = frame.lineWidth;
      renderer.bar({ x: x - edge, y: y - edge, width: width + 2 * edge, height: height + 2 * edge }, 255, 0);
      renderer.bar(item.clip, 0, 0);
      complete = this.drawItem(item, frame) && complete;
      for (const overlay of overlays) drawOverlay(renderer, overlay, frame.lineWidth);
    }
    const missing = tiles.endFrame();
    if (!missing && complete) this.say({ type: 'settled', frame: frame.number, drawMs: performance.now() - start });
  }

  /** False when nothing is known of the item's picture yet. */
  private drawItem(item: DrawItem, frame: Frame): boolean {
    const { renderer, tiles } = this;
    const facts = tiles.facts(item.source);
    if (!facts) return false;
    const wholeTexels = isErrorSource(item.source) && !renderer.findsPeaks;
    for (const quad of planTiles(item, facts, (request, quietly) => tiles.get(request, quietly), wholeTexels)) {
      renderer.quad(quad, item, frame);
    }
    if (item.numbers) {
      const size = glyphSize(frame.lineWidth);
      const run = layoutNumbers(item, item.numbers, size);
      if (run.length > 0) renderer.glyphs(run, size, item.clip);
    }
    return true;
  }
}
