import { createRequire } from 'node:module';
import type sharpModule from 'sharp';

/**
 * The decoder of pictures. sharp's native library brings a GLib of its own, and Electron on Linux has loaded the system's
 * into the same process: two copies that register the same types end in critical errors or a crash. There the same
 * decoder runs as WebAssembly, which loads no library at all. Everywhere else the native one is faster to start.
 *
 * `UPBENCH_SHARP=wasm` or `=native` overrides the choice.
 */
// Not called `require`, because the bundler would replace a call of that name.
const load = createRequire(import.meta.url);
export const decoderBuild = chosenBuild();
if (decoderBuild === 'wasm') preferWasm();
export const sharp = load('sharp') as typeof sharpModule;

function chosenBuild(): 'wasm' | 'native' {
  const wanted = process.env['UPBENCH_SHARP'];
  if (wanted === 'wasm' || wanted === 'native') return wanted;
  return process.versions['electron'] !== undefined && process.platform === 'linux' ? 'wasm' : 'native';
}

/** sharp takes the native build wherever one is installed, so a request for one is answered with the other. */
function preferWasm(): void {
  const modules = load('node:module') as {
    _resolveFilename: (request: string, ...rest: readonly unknown[]) => string;
  };
  const resolve = modules._resolveFilename;
  modules._resolveFilename = function resolveFilename(this: unknown, request, ...rest) {
    const isNative = /^@img\/sharp-(linux|linuxmusl|darwin|win32)-[^/]+\/sharp\.node$/.test(request);
    return resolve.call(this, isNative ? '@img/sharp-wasm32/sharp.node' : request, ...rest);
  };
}
