import { MessageChannel } from 'node:worker_threads';
import { os } from '@orpc/server';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConnector } from '@core/engine/host/connection';
import { fromMessagePort, type EnginePort } from '@core/engine/host/port';
import { UpbenchError } from '@core/tensor/errors';

const router = {
  good: os.handler(() => 'fine'),
  bad: os.handler(() => {
    throw new UpbenchError('missing-file', 'Cannot find it.', { parameter: 'p', fix: { p: 2 } });
  }),
  bug: os.handler(() => {
    throw new TypeError('x is undefined');
  }),
};

/** A client that is nothing but frames. */
function line() {
  const log: string[] = [];
  const sent: string[] = [];
  const closed: string[] = [];
  let hear: (frame: unknown) => void = () => undefined;
  let lose: () => void = () => undefined;
  const port: EnginePort = {
    post: (frame) => void sent.push(String(frame)),
    listen: (onFrame, onClose) => {
      hear = onFrame;
      lose = onClose;
    },
    close: (reason) => void closed.push(reason),
  };
  createConnector(
    router,
    (text) => log.push(text),
    () => 0,
  )(port);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  return { log, sent, closed, say: (frame: unknown) => hear(frame), lose: () => lose(), settle };
}
const ask = (id: string, procedure: string) => JSON.stringify({ i: id, p: { u: `/${procedure}`, b: {} } });

describe('a connection', () => {
  it('answers requests', async () => {
    const { say, sent, settle } = line();
    say(ask('1', 'good'));
    await settle();
    expect(sent.map((frame) => JSON.parse(frame) as unknown)).toMatchObject([{ i: '1', p: { b: { json: 'fine' } } }]);
  });

  it('carries errors as sentences with code and details, and logs only faults of its own', async () => {
    const { say, sent, log, settle } = line();
    say(ask('1', 'bad'));
    say(ask('2', 'bug'));
    await settle();
    const [bad, bug] = sent.map((frame) => (JSON.parse(frame) as { p: { b: { json: unknown } } }).p.b.json);
    expect(bad).toMatchObject({
      message: 'Cannot find it.',
      data: { code: 'missing-file', details: { parameter: 'p', fix: { p: 2 } } },
    });
    expect(bug).toMatchObject({ message: 'Internal fault: x is undefined', data: { code: 'internal' } });
    expect(JSON.stringify(bug)).not.toContain('at ');
    expect(log).toEqual(['Internal fault: x is undefined']);
  });

  it('is closed with a logged reason at the first frame that does not belong, and hears nothing afterwards', async () => {
    const { say, sent, log, closed, settle } = line();
    say('{{{');
    say(ask('1', 'good'));
    await settle();
    expect({ sent, log, closed }).toEqual({
      sent: [],
      log: ['Closed a connection: it sent a frame that is not JSON.'],
      closed: ['a frame that is not JSON'],
    });
  });

  it('says nothing after it was lost', async () => {
    const { say, lose, sent, settle } = line();
    say(ask('1', 'good'));
    lose();
    await settle();
    expect(sent).toEqual([]);
  });

  it('survives any frames without an unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const payload = fc.record({
      u: fc.constantFrom('/good', '/bad', '/none', '/'),
      b: fc.jsonValue(),
      h: fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined }),
    });
    const frame = fc.oneof(
      fc.json(),
      fc
        .record({ i: fc.string(), t: fc.constantFrom(undefined, 1, 3, 4), p: fc.oneof(payload, fc.jsonValue()) })
        .map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 5 }), async (frames) => {
        const { say } = line();
        for (const one of frames) say(one);
        await new Promise((resolve) => setImmediate(resolve));
      }),
      { numRuns: 500 },
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('fromMessagePort', () => {
  it('hands over data of Node ports and of ports that wrap it in an event', async () => {
    const { port1, port2 } = new MessageChannel();
    const heard: unknown[] = [];
    fromMessagePort(port1).listen(
      (frame) => heard.push(frame),
      () => heard.push('closed'),
    );
    port2.postMessage('a');
    await expect.poll(() => heard).toEqual(['a']);
    port2.close();
    await expect.poll(() => heard).toEqual(['a', 'closed']);

    let tell: (event: unknown) => void = () => undefined;
    const wrapped = {
      postMessage: () => undefined,
      start: () => undefined,
      close: () => undefined,
      on: (event: string, listener: (value: unknown) => void) => void (event === 'message' && (tell = listener)),
    };
    const other: unknown[] = [];
    fromMessagePort(wrapped).listen(
      (frame) => other.push(frame),
      () => undefined,
    );
    tell({ data: 'b', ports: [] });
    expect(other).toEqual(['b']);
  });
});
