import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { gaussianTaps } from '@core/metrics/ssimPlane';
import { servePeer, type Implementation, type Loaded } from '../peer';
import { isOfBytes } from '../rows';

// TensorFlow.js with its WebAssembly backend: one thread in Node; pictures are [N, H, W, C].

interface TfTensor {
  readonly shape: number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}
type Tf = Record<string, (...given: unknown[]) => TfTensor> & {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  version_core: string;
  tidy(run: () => TfTensor): TfTensor;
};

/** [1, C, H, W] -> [1, H, W, C], channel c of the result being channel `order(c)` of the source. */
function toLast(
  data: Float32Array,
  [, c = 0, h = 0, w = 0]: readonly number[],
  order = (k: number): number => k,
): Float32Array {
  const out = new Float32Array(data.length);
  for (let k = 0; k < c; k++) for (let i = 0; i < h * w; i++) out[i * c + k] = data[order(k) * h * w + i]!;
  return out;
}

function toFirst(data: Float32Array, [, h = 0, w = 0, c = 0]: readonly number[]): Float32Array {
  const out = new Float32Array(data.length);
  for (let k = 0; k < c; k++) for (let i = 0; i < h * w; i++) out[k * h * w + i] = data[i * c + k]!;
  return out;
}

await servePeer(async (): Promise<Implementation> => {
  const core = '@tensorflow/tfjs-core';
  const backend = '@tensorflow/tfjs-backend-wasm';
  const tf = (await import(/* @vite-ignore */ core)) as unknown as Tf;
  const wasm = (await import(/* @vite-ignore */ backend)) as { setWasmPaths(prefix: string): void };
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  // Node's fetch reads no files.
  const plainFetch = globalThis.fetch;
  globalThis.fetch = ((address: string, ...more: []) =>
    typeof address === 'string' && address.endsWith('.wasm')
      ? Promise.resolve(
          new Response(readFileSync(address.replace('file://', '')), {
            headers: { 'content-type': 'application/wasm' },
          }),
        )
      : plainFetch(address, ...more)) as typeof fetch;
  wasm.setWasmPaths(`${folder}/`);
  await tf.setBackend('wasm');
  await tf.ready();
  return {
    version: `tfjs-backend-wasm ${tf.version_core}`,
    load(row, arrays): Loaded | null {
      const {
        kind,
        scale,
        padding = 0,
        groups = 1,
        outputPadding = 0,
        input: [c, h, w],
        outChannels,
      } = row;
      if (isOfBytes(row) || groups > 1 || outputPadding > 0) return null;
      const picture = (name: string, order?: (k: number) => number) =>
        tf['tensor4d']!(toLast(arrays[name]!.floats, arrays[name]!.shape, order), [
          1,
          arrays[name]!.shape[2],
          arrays[name]!.shape[3],
          arrays[name]!.shape[1],
        ]);
      const r2 = scale * scale;
      // depthToSpace keeps the phases outermost, pixel shuffle the channels: same work, channels in another order.
      const dcr = (k: number): number => (k % outChannels) * r2 + Math.floor(k / outChannels);
      const x = picture('x', kind === 'shuffle' ? dcr : undefined);
      /** weight [outC, inC, k, k] -> [k, k, inC, outC], or for transposed [inC, outC, k, k] -> [k, k, outC, inC]. */
      const kernel = (order = (o: number): number => o) => {
        const { floats, shape } = arrays['w']!;
        const [a = 0, b = 0, k = 0] = shape;
        const out = new Float32Array(floats.length);
        for (let o = 0; o < a; o++)
          for (let i = 0; i < b; i++)
            for (let t = 0; t < k * k; t++) out[(t * b + i) * a + o] = floats[(order(o) * b + i) * k * k + t]!;
        return tf['tensor4d']!(out, [k, k, b, a]);
      };
      const biasOf = (order = (o: number): number => o) =>
        tf['tensor1d']!(Float32Array.from(arrays['b']!.floats, (_, o) => arrays['b']!.floats[order(o)]!));
      const size = [h * scale, w * scale];
      let compute: () => TfTensor;
      if (kind === 'convTranspose') {
        const weight = kernel();
        const bias = biasOf();
        compute = () =>
          tf['add']!(
            tf['conv2dTranspose']!(x, weight, [1, ...size, outChannels], scale, padding === 0 ? 'valid' : 'same'),
            bias,
          );
      } else if (kind === 'bilinear') compute = () => resize('resizeBilinear', x, true);
      else if (kind === 'nearestConv') {
        const weight = kernel();
        const bias = biasOf();
        compute = () => tf['add']!(tf['conv2d']!(resize('resizeNearestNeighbor', x, false), weight, 1, 'same'), bias);
      } else if (kind === 'convShuffle') {
        const weight = kernel(dcr);
        const bias = biasOf(dcr);
        compute = () => tf['depthToSpace']!(tf['add']!(tf['conv2d']!(x, weight, 1, 'same'), bias), scale, 'NHWC');
      } else if (kind === 'shuffle') compute = () => tf['depthToSpace']!(x, scale, 'NHWC');
      else if (kind === 'unpool') {
        const floats = Float32Array.from(arrays['i']!.ints);
        const positions = tf['tensor4d']!(toLast(floats, arrays['i']!.shape), [1, h, w, c]);
        const grid = tf['tensor4d']!(
          Float32Array.from({ length: size[0]! * size[1]! }, (_, i) => i),
          [1, ...size, 1],
        );
        compute = () =>
          tf['mul']!(
            resize('resizeNearestNeighbor', x, false),
            tf['cast']!(tf['equal']!(resize('resizeNearestNeighbor', positions, false), grid), 'float32'),
          );
      } else {
        const x2 = picture('x2');
        if (kind === 'psnr') compute = () => tf['mean']!(tf['square']!(tf['sub']!(x, x2)));
        else {
          const taps = Float32Array.from(
            [...gaussianTaps(11, 1.5)].flatMap((tap) => Array.from({ length: c }, () => tap)),
          );
          const column = tf['tensor4d']!(taps, [11, 1, c, 1]);
          const line = tf['tensor4d']!(taps, [1, 11, c, 1]);
          const blur = (t: TfTensor) =>
            tf['depthwiseConv2d']!(tf['depthwiseConv2d']!(t, line, 1, 'valid'), column, 1, 'valid');
          const add = (t: TfTensor, value: number) => tf['add']!(t, value);
          const twice = (t: TfTensor) => tf['mul']!(t, 2);
          const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
          compute = () => {
            const [mx, my] = [blur(x), blur(x2)];
            const [mxx, myy, mxy] = [tf['mul']!(mx, mx), tf['mul']!(my, my), tf['mul']!(mx, my)];
            const sxx = tf['sub']!(blur(tf['mul']!(x, x)), mxx);
            const syy = tf['sub']!(blur(tf['mul']!(x2, x2)), myy);
            const sxy = tf['sub']!(blur(tf['mul']!(x, x2)), mxy);
            const upper = tf['mul']!(add(twice(mxy), c1), add(twice(sxy), c2));
            const lower = tf['mul']!(add(tf['add']!(mxx, myy), c1), add(tf['add']!(sxx, syy), c2));
            return tf['mean']!(tf['div']!(upper, lower));
          };
        }
      }
      function resize(name: string, t: TfTensor, halfPixel: boolean): TfTensor {
        const image = tf['image'] as unknown as Record<string, (...given: unknown[]) => TfTensor>;
        return image[name]!(t, size, false, halfPixel);
      }
      let output: TfTensor | undefined;
      return {
        run: () => {
          output?.dispose();
          output = tf.tidy(compute);
        },
        result: async () => {
          const data = await output!.data();
          if (kind === 'psnr') return [10 * Math.log10(255 ** 2 / data[0]!)];
          return kind === 'ssim' ? data : toFirst(data, output!.shape);
        },
        dispose: () => output?.dispose(),
      };
    },
  };
});
