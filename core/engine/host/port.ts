/** One client's line to the engine, whatever carries it: a message port, or a WebSocket framed over a process channel. */
export interface EnginePort {
  post(frame: unknown): void;
  /** Called once; frames that came before are not lost. */
  listen(onFrame: (frame: unknown) => void, onClose: () => void): void;
  /** Ends the line; the other side is told, the reason is for the log. */
  close(reason: string): void;
}

/** The part of Node's MessagePort and Electron's MessagePortMain that is used; the first hands over data, the second an event. */
interface MessagePortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** Wraps a message port. Between processes data is copied, so nothing is ever transferred. */
export function fromMessagePort(port: MessagePortLike): EnginePort {
  const isNode = 'addEventListener' in port;
  return {
    post: (frame) => port.postMessage(frame),
    listen(onFrame, onClose) {
      port.on('message', (value) => {
        onFrame(isNode ? value : (value as { readonly data: unknown }).data);
      });
      port.on('close', onClose);
      port.start();
    },
    close: () => port.close(),
  };
}
