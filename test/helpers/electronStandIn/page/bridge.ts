/**
 * Calls between the page's world and the preload's, which share the document but no objects: `detail` of an event is
 * copied by structured clone when another world reads it. Functions become numbers, errors their messages.
 */

type Callable = (...args: unknown[]) => unknown;
type Packed =
  { $: 'function' | 'promise'; id: number } | { $: 'error'; message: string } | { $: 'plain'; value: unknown };
type Message =
  | { kind: 'call'; call: number; id: number; args: Packed[] }
  | { kind: 'return'; call: number; value: Packed; failed: boolean }
  | { kind: 'settle'; id: number; value: Packed; failed: boolean };

const CLONEABLE = [Date, Map, Set, Blob, ArrayBuffer, RegExp];

export function createBridge(own: string, other: string) {
  const functions: Callable[] = [];
  const promises = new Map<number, { resolve: Callable; reject: Callable }>();
  const returned = new Map<number, { value: unknown; failed: boolean }>();
  let next = 1;

  const tell = (message: Message): void =>
    void document.dispatchEvent(new CustomEvent(`stand-in:${other}`, { detail: message }));

  /** What cannot cross throws, what can is copied: prototypes, symbols and accessors stay behind. */
  function pack(value: unknown): Packed {
    if (typeof value === 'function') return { $: 'function', id: functions.push(value as Callable) - 1 };
    if (value instanceof Promise) {
      const id = next++;
      const settle = (failed: boolean) => (result: unknown) =>
        tell({ kind: 'settle', id, value: pack(result), failed });
      value.then(settle(false), settle(true));
      return { $: 'promise', id };
    }
    if (value instanceof Error) return { $: 'error', message: value.message };
    return { $: 'plain', value: packPlain(value) };
  }
  function packPlain(value: unknown): unknown {
    if (typeof value === 'symbol') throw new TypeError('A symbol cannot be sent over the contextBridge.');
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof MessagePort) throw new TypeError('A MessagePort cannot be sent over the contextBridge.');
    if (CLONEABLE.some((type) => value instanceof type) || ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value)) return value.map((part) => pack(part));
    return { $object: Object.entries(value).map(([key, part]) => [key, pack(part)]) };
  }
  function unpack(packed: Packed): unknown {
    switch (packed.$) {
      case 'function':
        return (...args: unknown[]) => invoke(packed.id, args);
      case 'promise':
        return new Promise((resolve, reject) => promises.set(packed.id, { resolve, reject }));
      case 'error':
        return new Error(packed.message);
      default:
        return unpackPlain(packed.value);
    }
  }
  function unpackPlain(value: unknown): unknown {
    if (Array.isArray(value)) return (value as Packed[]).map(unpack);
    const entries = (value as { $object?: [string, Packed][] } | null | undefined)?.$object;
    if (entries === undefined) return value;
    return Object.fromEntries(entries.map(([key, part]) => [key, unpack(part)]));
  }

  /** Runs at once and returns at once, for events are dispatched within the call. */
  function invoke(id: number, args: unknown[]): unknown {
    const call = next++;
    tell({ kind: 'call', call, id, args: args.map(pack) });
    const answer = returned.get(call);
    returned.delete(call);
    if (answer === undefined) throw new Error('The other world did not answer.');
    if (answer.failed) throw answer.value as Error;
    return answer.value;
  }
  function run({ call, id, args }: Extract<Message, { kind: 'call' }>): void {
    try {
      const value = functions[id]?.(...args.map(unpack));
      tell({ kind: 'return', call, value: pack(value), failed: false });
    } catch (error) {
      tell({ kind: 'return', call, value: pack(error), failed: true });
    }
  }

  document.addEventListener(`stand-in:${own}`, (event) => {
    const message = (event as CustomEvent<Message>).detail;
    if (message.kind === 'call') return run(message);
    if (message.kind === 'return') {
      returned.set(message.call, { value: unpack(message.value), failed: message.failed });
      return;
    }
    const waiting = promises.get(message.id);
    promises.delete(message.id);
    if (message.failed) waiting?.reject(unpack(message.value));
    else waiting?.resolve(unpack(message.value));
  });
  return {
    /** Function 0 of each side, by which the first call is possible. */
    offer: (first: Callable): void => void (functions[0] = first),
    invoke,
  };
}
