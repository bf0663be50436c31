import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import type { Ending, EnginePort } from './engineLink';

/** A WebSocket behind the two methods of a MessagePort that the link uses. */
class SocketPort extends EventTarget {
  constructor(private readonly socket: WebSocket) {
    super();
    socket.addEventListener('message', ({ data }) => this.dispatchEvent(new MessageEvent('message', { data })));
    socket.addEventListener('close', () => this.dispatchEvent(new Event('close')));
  }

  postMessage(data: string | ArrayBuffer | Uint8Array<ArrayBuffer>): void {
    this.socket.send(data);
  }
}

/** Opens `url` and resolves once messages can be sent. */
export function openSocketPort(url: string | URL, Socket: typeof WebSocket = WebSocket): Promise<EnginePort> {
  return new Promise((resolve, reject) => {
    const socket = new Socket(url);
    socket.binaryType = 'arraybuffer';
    const port = new SocketPort(socket);
    socket.addEventListener('error', () => reject(new UpbenchError('unavailable', message('engine-unreachable'))), {
      once: true,
    });
    const closed = new Promise<Ending>((settle) =>
      socket.addEventListener('close', ({ code, reason }) => settle({ code, reason }), { once: true }),
    );
    // The link only ever calls addEventListener and postMessage.
    socket.addEventListener('open', () => resolve({ port: port as unknown as MessagePort, closed }), { once: true });
  });
}
