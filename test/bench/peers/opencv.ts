import { servePeer, type Implementation, type Loaded } from '../peer';
import { isOfBytes } from '../rows';

// OpenCV.js: one thread; pictures are [H, W, C].

interface Mat {
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  delete(): void;
}
interface OpenCv {
  Mat: { new (): Mat; new (rows: number, columns: number, type: number): Mat };
  Size: new (width: number, height: number) => object;
  resize(from: Mat, to: Mat, size: object, fx: number, fy: number, how: number): void;
  INTER_LINEAR: number;
  INTER_CUBIC: number;
  INTER_LANCZOS4: number;
  CV_8UC4: number;
  CV_8UC3: number;
  CV_32F: number;
  CV_32FC3: number;
  onRuntimeInitialized?: () => void;
}

await servePeer(async (): Promise<Implementation> => {
  const name = '@techstark/opencv-js';
  const { default: cv } = (await import(/* @vite-ignore */ name)) as { default: OpenCv };
  // The object fills itself when its WebAssembly is compiled. It is never awaited itself: its `then` resolves with it again.
  if ((cv as Partial<OpenCv>).Mat === undefined)
    await new Promise<void>((resolve) => (cv.onRuntimeInitialized = resolve));
  return {
    version: 'opencv-js 4.12',
    load(row, arrays): Loaded | null {
      const {
        kind,
        scale,
        input: [c, h, w],
      } = row;
      const rules: Readonly<Record<string, number>> = {
        'opencv:INTER_CUBIC uint8': cv.INTER_CUBIC,
        'opencv:INTER_LANCZOS4 uint8': cv.INTER_LANCZOS4,
      };
      const how = kind === 'resizeBytes' ? rules[row.dialect ?? ''] : cv.INTER_LINEAR;
      const isBytes = isOfBytes(row);
      if ((kind !== 'bilinear' && !isBytes) || how === undefined) return null;
      const x = new cv.Mat(h, w, isBytes ? (c === 4 ? cv.CV_8UC4 : cv.CV_8UC3) : cv.CV_32F + ((c - 1) << 3));
      if (isBytes) x.data.set(arrays['x']!.bytes);
      else
        for (let k = 0; k < c; k++)
          for (let i = 0; i < h * w; i++) x.data32F[i * c + k] = arrays['x']!.floats[k * h * w + i]!;
      const y = new cv.Mat();
      const size = new cv.Size(w * scale, h * scale);
      return {
        run: () => cv.resize(x, y, size, 0, 0, how),
        result: () => {
          if (isBytes) return y.data;
          const pixels = h * w * scale * scale;
          const out = new Float32Array(pixels * c);
          for (let k = 0; k < c; k++) for (let i = 0; i < pixels; i++) out[k * pixels + i] = y.data32F[i * c + k]!;
          return out;
        },
        dispose: () => {
          x.delete();
          y.delete();
        },
      };
    },
  };
});
