import type * as Ort from 'onnxruntime-web';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';

/** A tensor that goes into a network or comes out of it. */
export interface RunTensor {
  readonly shape: readonly number[];
  /** ONNX's number of the element type. */
  readonly type: number;
  readonly data: Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array;
}

export interface Session {
  run(feeds: Readonly<Record<string, RunTensor>>, wanted?: readonly string[]): Promise<Record<string, RunTensor>>;
  close(): Promise<void>;
}

export interface ExternalFile {
  readonly path: string;
  readonly data: Uint8Array;
}

const NAMES: Readonly<Record<number, Ort.Tensor.Type>> = {
  1: 'float32',
  2: 'uint8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};
const NUMBERS = new Map(Object.entries(NAMES).map(([number, name]) => [name as string, Number(number)]));

/** Newer Node versions have Float16Array, which the runtime then requires; elsewhere halves are bits. */
function asHalves(type: number, data: RunTensor['data']): unknown {
  const Halves = (
    globalThis as { Float16Array?: new (buffer: ArrayBufferLike, from: number, length: number) => unknown }
  ).Float16Array;
  return type === 10 && Halves ? new Halves(data.buffer, data.byteOffset, data.length) : data;
}

function asBits(type: string, data: Ort.Tensor['data']): RunTensor['data'] {
  if (type !== 'float16' || !ArrayBuffer.isView(data)) return data as RunTensor['data'];
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

let loading: Promise<typeof Ort> | null = null;
/** The runtime is large: it is loaded when a network is run for the first time. */
async function runtime(threads: number): Promise<typeof Ort> {
  loading ??= import('onnxruntime-web').then((ort) => {
    ort.env.wasm.numThreads = threads;
    ort.env.logLevel = 'fatal';
    return ort;
  });
  return loading;
}

/** The runtime's error as a sentence, without its source locations. */
function refusal(error: unknown): UpbenchError {
  const text = error instanceof Error ? error.message : String(error);
  const operator =
    /No Op registered for (\S+)/.exec(text)?.[1] ??
    /(?:Could not find an implementation for|Unsupported operator|is not a registered function\/op.*?)\s*(\w+)/.exec(
      text,
    )?.[1] ??
    /Fatal error: (\S+?)\(-?\d+\) is not a registered function/.exec(text)?.[1];
  if (operator !== undefined)
    return new UpbenchError('unsupported-file', message('network-no-operator', { operator }), {}, error);
  if (
    /bad_alloc|out of memory|Failed to allocate|memory access out of bounds|Array buffer allocation|grow memory|Integer overflow|Tensor shape is too large/i.test(
      text,
    )
  )
    return new UpbenchError('too-large', message('network-out-of-memory'), {}, error);
  const said =
    text
      // The runtime puts its own function before what it says.
      .replace(/^.*\[ONNXRuntimeError\] : \d+ : \w+ : /s, '')
      .replace(/^\S*onnxruntime::.*?\) (?=[A-Z])/s, '')
      .replace(/^.*?(?:ERROR_MESSAGE|ERROR_CODE: \d+, ERROR_MESSAGE): /, '')
      .replace(/\/\S+\.(?:cc|h):\d+\s*/g, '')
      .split('\n')[0] ?? '';
  return new UpbenchError('unsupported-file', message('onnx-run-failed', { said: said.slice(0, 300) }), {}, error);
}

/** Opens a network in the calling thread. Untrusted networks belong into a `NetworkRuntime`. */
export async function openHere(bytes: Uint8Array, external: readonly ExternalFile[], threads = 1): Promise<Session> {
  const ort = await runtime(threads);
  let session: Ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(bytes, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'basic',
      logSeverityLevel: 4,
      ...(external.length > 0 ? { externalData: external.map(({ path, data }) => ({ path, data })) } : {}),
    });
  } catch (error) {
    throw refusal(error);
  }
  return {
    run: async (feeds, wanted) => {
      try {
        const given = Object.entries(feeds).map(([name, { type, data, shape }]) => {
          const kind = NAMES[type];
          if (kind === undefined) throw new UpbenchError('unsupported-file', message('onnx-type', { name, type }));
          return [name, new ort.Tensor(kind, asHalves(type, data) as never, [...shape])] as const;
        });
        const results = await session.run(Object.fromEntries(given), [...(wanted ?? session.outputNames)], {
          logSeverityLevel: 4,
        });
        return Object.fromEntries(
          Object.entries(results).map(([name, tensor]) => [
            name,
            {
              shape: [...tensor.dims],
              type: NUMBERS.get(tensor.type) ?? 0,
              data: asBits(tensor.type, tensor.data),
            },
          ]),
        );
      } catch (error) {
        throw error instanceof UpbenchError ? error : refusal(error);
      }
    },
    close: () => session.release(),
  };
}
