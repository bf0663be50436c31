import type { Tile, TileReply, TileRequest, ToTileDesk } from './protocol';

/**
 * Answers requests for tiles one after the other, in their order. What was cancelled meanwhile is not made.
 * @param tile makes a tile; null when its source is gone
 */
export function serveTiles(port: MessagePort, tile: (request: TileRequest) => Promise<Tile | null>): void {
  let waiting: TileRequest[] = [];
  let isBusy = false;

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const made = await tile(request).catch(() => undefined);
      const reply: TileReply = { ...request, tile: made ?? null, ...(made === undefined && { hasFailed: true }) };
      port.postMessage(reply, reply.tile ? [reply.tile.data.buffer] : []);
    }
    isBusy = false;
  }

  port.onmessage = ({ data }: MessageEvent<ToTileDesk>) => {
    if ('cancelled' in data) {
      waiting = waiting.filter((request) => !isSame(request, data.cancelled));
      return;
    }
    waiting.push(data);
    void work();
  };
}

const isSame = (a: TileRequest, b: TileRequest): boolean =>
  a.source === b.source && a.level === b.level && a.tx === b.tx && a.ty === b.ty;
