/**
 * Lets other messages in during a long loop: `await breathe()` between pieces of work gives the turn away
 * once `everyMs` have passed and costs nothing before.
 */
export function createBreather(everyMs = 12): () => Promise<void> | undefined {
  const channel = new MessageChannel();
  let waiting: (() => void)[] = [];
  channel.port1.onmessage = () => {
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };
  let last = performance.now();
  return () => {
    if (performance.now() - last < everyMs) return undefined;
    return new Promise<void>((resolve) => {
      waiting.push(() => {
        last = performance.now();
        resolve();
      });
      channel.port2.postMessage(null);
    });
  };
}
