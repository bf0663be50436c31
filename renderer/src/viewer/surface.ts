import { shallowReactive } from 'vue';
import { message, type Said } from '@core/messages';
import type { PicturePool } from './picturePool';
import type { Frame, FromRenderWorker, ToRenderWorker } from './worker/protocol';

interface SurfaceStatus {
  /** '' until the renderer answered. */
  api: '' | 'webgl2' | 'canvas2d';
  /** What draws: the graphics card, or the software that stands in. */
  name: string;
  /** Why nothing can be drawn; empty when it can. */
  failure: Said;
  /** Number of the last frame that was drawn with everything in sight complete. */
  settled: number;
}

export type Surface = ReturnType<typeof createSurface>;

export function surfaceSupported(): boolean {
  return (
    typeof Worker === 'function' &&
    typeof OffscreenCanvas === 'function' &&
    'transferControlToOffscreen' in HTMLCanvasElement.prototype
  );
}

/** The canvas of the panes: drawn by a worker of its own, told what to draw by frames. */
export function createSurface(canvas: HTMLCanvasElement, pool: PicturePool, prefer: 'webgl2' | 'canvas2d' = 'webgl2') {
  const status = shallowReactive<SurfaceStatus>({ api: '', name: '', failure: '', settled: 0 });
  const worker = new Worker(new URL('./worker/render.worker.ts', import.meta.url), { type: 'module' });
  const tell = (message: ToRenderWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);

  worker.onmessage = ({ data }: MessageEvent<FromRenderWorker>) => {
    if (data.type === 'ready') {
      status.api = data.api;
      status.name = data.name;
    } else if (data.type === 'unavailable') {
      status.failure = message('page-cannot-draw');
    } else {
      status.settled = data.frame;
    }
  };
  worker.onerror = (event) => (status.failure = event.message || message('drawing-worker-stopped'));

  const offscreen = canvas.transferControlToOffscreen();
  tell({ type: 'canvas', canvas: offscreen, prefer }, [offscreen]);
  pool.attach({
    connect: (index, port) => tell({ type: 'connect', worker: index, port }, [port]),
    source: (facts) => tell({ type: 'source', facts }),
    drop: (source) => tell({ type: 'drop', source }),
  });

  return {
    status,
    show: (frame: Frame) => tell({ type: 'frame', frame }),
    setColours: (table: Uint8Array) => tell({ type: 'colours', table }),
    dispose(): void {
      pool.detach();
      worker.terminate();
    },
  };
}
