// A computing thread that does as it is told, for tests of the client's side: no build, no pictures.
import { parentPort as maybePort, workerData } from 'node:worker_threads';

const parentPort = /** @type {import('node:worker_threads').MessagePort} */ (maybePort);

const flag = new Int32Array(workerData.stop);
parentPort.postMessage({ type: 'computing', computing: { operators: 'fake', threads: 1, decoder: {} } });
parentPort.on('message', ({ id, job }) => {
  /** @param {object} message */
  const say = (message) => parentPort.postMessage({ id, ...message });
  const orders = job.name;
  if (orders === 'done') say({ type: 'done', result: { echo: job.path } });
  else if (orders === 'fail')
    say({ type: 'failed', fault: { code: 'corrupt-file', message: 'It is damaged.', details: { parameter: 'p' } } });
  else if (orders === 'event') {
    for (let done = 0; done < 3; done++)
      say({ type: 'event', event: { type: 'progress', key: 'k', done, total: 3, fraction: 0, label: '' } });
    say({ type: 'done', result: {} });
  } else if (orders === 'polite') {
    // Computes until it is asked to stop.
    say({ type: 'event', event: { type: 'progress', key: 'k', done: 0, total: 1, fraction: 0, label: '' } });
    while (Atomics.load(flag, 0) !== id);
    say({ type: 'failed', fault: { code: 'cancelled', message: 'Cancelled.', details: {} } });
  } else if (orders === 'deaf') {
    say({ type: 'event', event: { type: 'progress', key: 'k', done: 0, total: 1, fraction: 0, label: '' } });
    for (;;);
  } else if (orders === 'throw') throw new Error('a bug');
  else if (orders === 'exit') process.exit(3);
  else if (orders === 'memory') throw new RangeError('Array buffer allocation failed');
});
