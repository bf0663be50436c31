import sharp from 'sharp';
import { servePeer, type Implementation, type Loaded } from '../peer';

// sharp (libvips, native): raw bytes in, raw bytes out. Its kernels are those of Pillow by name; whether the bytes are is checked.

const KERNELS: Readonly<Record<string, 'cubic' | 'lanczos3'>> = {
  'pillow:BICUBIC uint8': 'cubic',
  'pillow:LANCZOS uint8': 'lanczos3',
};

await servePeer(async (): Promise<Implementation> => {
  sharp.cache(false);
  return {
    version: `sharp ${sharp.versions.sharp ?? ''}, libvips ${sharp.versions.vips}`,
    load({ dialect = '', input: [channels, height, width], scale }, arrays, threads): Loaded | null {
      const kernel = KERNELS[dialect];
      if (kernel === undefined) return null;
      sharp.concurrency(threads);
      const raw = { width, height, channels: channels as 3 };
      const size = { width: width * scale, height: height * scale, kernel, fit: 'fill' as const };
      let output: Uint8Array = new Uint8Array();
      return {
        run: async () => (output = await sharp(arrays['x']!.bytes, { raw }).resize(size).raw().toBuffer()),
        result: () => output,
      };
    },
  };
});
