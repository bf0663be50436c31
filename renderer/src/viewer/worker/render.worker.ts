import { createCanvasRenderer } from './canvasRenderer';
import { createGlRenderer } from './glRenderer';
import type { FromRenderWorker, ToRenderWorker } from './protocol';
import type { Renderer } from './renderer';
import { Stage } from './stage';
import { workerScope } from './workerScope';

/** Owns the viewer's canvas: whatever drawing costs, the page's thread does not pay it. */
const scope = workerScope<ToRenderWorker, FromRenderWorker>();
const say = (message: FromRenderWorker): void => scope.postMessage(message);
const schedule = (draw: () => void): void => {
  if (typeof requestAnimationFrame === 'function') requestAnimationFrame(draw);
  else setTimeout(draw, 16);
};

let stage: Stage<unknown> | null = null;
/** What came before the canvas. */
const early: ToRenderWorker[] = [];

scope.onmessage = ({ data: message }) => {
  if (message.type === 'canvas') {
    start(message.canvas, message.prefer);
    for (const waiting of early.splice(0)) handle(waiting);
  } else if (stage) {
    handle(message);
  } else {
    early.push(message);
  }
};

function start(canvas: OffscreenCanvas, prefer: 'webgl2' | 'canvas2d'): void {
  const gl =
    prefer === 'webgl2'
      ? createGlRenderer(
          canvas,
          () => stage?.contextLost(),
          () => stage?.contextRestored(),
        )
      : null;
  const renderer = (gl ?? createCanvasRenderer(canvas)) as Renderer<unknown> | null;
  if (!renderer) {
    say({ type: 'unavailable' });
    return;
  }
  stage = new Stage(renderer, schedule, say);
  say({ type: 'ready', api: renderer.api, name: renderer.name });
}

function handle(message: ToRenderWorker): void {
  switch (message.type) {
    case 'connect':
      stage?.tiles.connect(message.worker, message.port);
      break;
    case 'source':
      stage?.addSource(message.facts);
      break;
    case 'drop':
      stage?.dropSource(message.source);
      break;
    case 'colours':
      stage?.setColours(message.table);
      break;
    case 'frame':
      stage?.show(message.frame);
      break;
    case 'canvas':
      break;
  }
}
