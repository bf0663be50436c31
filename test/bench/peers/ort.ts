import { servePeer, type Implementation } from '../peer';
import { modelOf } from './onnxRows';

// ONNX Runtime: `node` is the native library, `web` its WebAssembly build on as many threads as the second argument says.

interface OrtTensor {
  readonly data: ArrayLike<number>;
}
interface Ort {
  readonly env: { versions: { common?: string; node?: string; web?: string }; wasm: { numThreads: number } };
  readonly Tensor: new (type: string, data: Float32Array | BigInt64Array, shape: readonly number[]) => OrtTensor;
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: object,
    ): Promise<{ run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>; release(): Promise<void> }>;
  };
}

const [flavour, threadsGiven] = process.argv.slice(2);

await servePeer(async (): Promise<Implementation> => {
  const name = flavour === 'node' ? 'onnxruntime-node' : 'onnxruntime-web';
  const module = (await import(/* @vite-ignore */ name)) as Ort & { default?: Ort };
  const ort = module.default ?? module;
  if (flavour === 'web') ort.env.wasm.numThreads = Number(threadsGiven);
  const { versions } = ort.env;
  return {
    version: `${name} ${versions.node ?? versions.web ?? versions.common ?? ''}`.trim(),
    async load(row, arrays, threads) {
      const model = modelOf(row, arrays);
      if (model === null) return null;
      const session = await ort.InferenceSession.create(model, {
        executionProviders: [flavour === 'node' ? 'cpu' : 'wasm'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
      });
      const feeds: Record<string, OrtTensor> = {
        x: new ort.Tensor('float32', arrays['x']!.floats, arrays['x']!.shape),
      };
      if (arrays['x2']) feeds['x2'] = new ort.Tensor('float32', arrays['x2'].floats, arrays['x2'].shape);
      if (arrays['i']) {
        // Here positions count through the whole tensor, not through each plane.
        const { shape, ints } = arrays['i'];
        const [, , height = 0, width = 0] = shape;
        const plane = height * width;
        const whole = BigInt64Array.from(ints, (at, i) => BigInt(at + Math.floor(i / plane) * plane * 4));
        feeds['i'] = new ort.Tensor('int64', whole, shape);
      }
      let output: OrtTensor | undefined;
      return {
        run: () => session.run(feeds).then((result) => (output = result['y'])),
        result: () => {
          const data = output!.data;
          return row.kind === 'psnr' ? [10 * Math.log10(255 ** 2 / data[0]!)] : data;
        },
        dispose: () => void session.release(),
      };
    },
  };
});
