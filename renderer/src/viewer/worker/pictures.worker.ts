import { saidOf } from '@core/tensor/errors';
import { PictureStore } from './pictureStore';
import type { Answers, FromPictureWorker, LentPicture, ToPictureWorker } from './protocol';
import { serveTiles } from './tileDesk';
import { workerScope } from './workerScope';

/** Decodes pictures and answers about their pixels, away from the page's thread. */
const scope = workerScope<ToPictureWorker, FromPictureWorker>();
const store = new PictureStore();

scope.onmessage = ({ data: message }) => {
  switch (message.type) {
    case 'connect':
      serveTiles(message.port, (request) => store.tile(request));
      break;
    case 'open':
      void open(message.id, message.url, message.peak);
      break;
    case 'limits':
      store.limit(message.limits);
      break;
    case 'adopt':
      store.adopt(message.id, message.lent);
      break;
    case 'close':
      store.close(message.id);
      break;
    case 'drop-difference':
      store.dropDifference(message.key);
      break;
    case 'question':
      store.answer(message.question).then(
        (value) =>
          scope.postMessage({ type: 'answer', ticket: message.ticket, value }, buffersOf(message.question.ask, value)),
        (error: unknown) => scope.postMessage({ type: 'no-answer', ticket: message.ticket, message: saidOf(error) }),
      );
  }
};

async function open(id: string, url: string, peak: number | undefined): Promise<void> {
  const start = performance.now();
  try {
    const facts = await store.open(id, url, peak);
    if (facts) scope.postMessage({ type: 'opened', id, facts, ms: performance.now() - start });
  } catch (error) {
    scope.postMessage({ type: 'failed', id, message: saidOf(error) });
  }
}

/** Large answers are handed over instead of copied; statistics are kept by the store, so they are copied. */
function buffersOf(ask: keyof Answers, value: Answers[keyof Answers]): Transferable[] {
  if (ask === 'line' || ask === 'histogram' || ask === 'cells') return [(value as Float32Array<ArrayBuffer>).buffer];
  if (ask === 'patch') return [(value as { data: Float32Array<ArrayBuffer> }).data.buffer];
  if (ask === 'lend') {
    const lent = value as LentPicture;
    return 'pixels' in lent ? [lent.pixels.data.buffer as ArrayBuffer] : [];
  }
  return [];
}
