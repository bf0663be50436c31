import { setFlagsFromString } from 'node:v8';
import { createEngineOperators } from '@core/engine/thread/operators';
import { gaussianTaps } from '@core/metrics/ssimPlane';
import { fusedFlags, type Arithmetic, type FastOperators } from '@core/kernels';
import { psnrOf } from '@core/metrics/difference';
import { createTensor, type Tensor } from '@core/tensor/tensor';
import { tapsOf } from './byteRows';
import { servePeer, type Implementation } from './peer';
import { isOfBytes } from './rows';

const arithmetic = process.argv[2] as Arithmetic;
for (const flag of fusedFlags()) setFlagsFromString(flag);

await servePeer(async (): Promise<Implementation> => {
  const made = new Map<number, FastOperators>();
  /** The operators on that many threads, all helpers up. */
  const operatorsOn = async (threads: number): Promise<FastOperators> => {
    let own = made.get(threads);
    if (own === undefined) {
      const workerUrl = new URL('./poolWorker.js', import.meta.url);
      own = createEngineOperators({ arithmetic, threads, workerUrl, results: 'shared' }).operators as FastOperators;
      made.set(threads, own);
      const deadline = performance.now() + 5000;
      while (own.machine.threadsFor(Infinity) < threads && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return own;
  };
  const { description } = createEngineOperators({ arithmetic, threads: 1 });
  return {
    version: `${description}, node ${process.versions.node}, v8 ${process.versions.v8}`,
    async load(row, arrays, threads) {
      const operators = await operatorsOn(threads);
      const given = (name: string): Tensor => createTensor(arrays[name]!.shape, arrays[name]!.floats);
      const { kind, scale, padding = 0, outputPadding = 0, groups = 1 } = row;
      if (isOfBytes(row)) {
        const [height = 0, width = 0, channels = 0] = arrays['x']!.shape;
        const { memory } = operators.machine;
        const address = memory.allocate(arrays['x']!.bytes.length);
        const data = memory.bytes(address, arrays['x']!.bytes.length);
        data.set(arrays['x']!.bytes);
        const size = { width: width * scale, height: height * scale };
        const length = size.width * size.height * channels;
        const into = memory.bytes(memory.allocate(length), length);
        const resize = (): unknown => {
          if (kind === 'bilinearU8') return operators.resizeBilinearU8({ width, height, data }, size, into);
          return operators.resizeBytes({ width, height, channels, data }, tapsOf(row)!, into);
        };
        return {
          run: resize,
          result: () => into,
          dispose: () => {
            memory.free(address);
            memory.free(into.byteOffset);
          },
        };
      }
      const x = operators.share(given('x'));
      const owned = [x];
      if (kind === 'psnr' || kind === 'ssim') {
        const x2 = operators.share(given('x2'));
        owned.push(x2);
        let value = 0;
        const options = {
          taps: [...gaussianTaps(11, 1.5)],
          c1: (0.01 * 255) ** 2,
          c2: (0.03 * 255) ** 2,
          middle: 127.5,
        };
        const run =
          kind === 'psnr'
            ? () => (value = psnrOf(operators.sumOfSquares(x, x2) / x.data.length))
            : () => (value = operators.ssim(x, x2, options).ssim);
        return { run, result: () => [value], dispose: () => owned.forEach(operators.release) };
      }
      const weight = arrays['w'] && given('w');
      const bias = arrays['b'] && given('b');
      const { memory } = operators.machine;
      const positions =
        arrays['i'] && memory.ints(memory.allocate(arrays['i'].ints.byteLength), arrays['i'].ints.length);
      positions?.set(arrays['i']!.ints);
      const indices = positions && { shape: arrays['i']!.shape, data: positions };
      const compute = (): Tensor => {
        if (kind === 'convTranspose')
          return operators.convTranspose2d(x, weight!, bias!, { stride: scale, padding, outputPadding, groups });
        if (kind === 'nearestConv') return operators.nearestConv2d(x, weight!, bias!, { scaleFactor: scale, padding });
        if (kind === 'convShuffle')
          return operators.convPixelShuffle(x, weight!, bias!, { upscaleFactor: scale, padding });
        if (kind === 'shuffle') return operators.pixelShuffle(x, scale);
        if (kind === 'unpool') return operators.maxUnpool2d(x, indices!, { kernelSize: 2 });
        return operators.interpolate(x, { scaleFactor: scale, mode: 'bilinear' });
      };
      let output: Tensor | undefined;
      return {
        run: () => {
          if (output) operators.release(output);
          output = compute();
        },
        result: () => output!.data,
        dispose: () => {
          [...owned, ...(output ? [output] : [])].forEach(operators.release);
          if (positions) memory.free(positions.byteOffset);
        },
      };
    },
  };
});
