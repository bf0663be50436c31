import { isBesideName } from '@core/network/fileNames';
import type { EngineClient } from '../host/host';
import { NETWORK_PIECE } from '@core/engine/contract/contract';

/** Files that hold a network, files of other kinds that are answered with what to do, and what lies beside a network. */
const NETWORK = /\.(?:onnx|upbench-net\.json)$/i;
const OTHER_KIND =
  /\.(?:pt|pth|ckpt|pkl|pickle|torchscript|ptl|pt2|tflite|mlmodel|mlpackage|h5|hdf5|keras|pb|savedmodel|ort)$/i;
const TEXT = /\.(?:py|txt)$/i;
/** How recordings under other names begin, and networks of TensorFlow.js: sessions have the same ending. */
const JSON_NETWORK = /upbench\.network\/1|"modelTopology"|"weightsManifest"|"format"\s*:\s*"(?:layers|graph)-model"/;
const START = 4000;

/** Whether a file may lie beside a network and hold its values. */
export const isBeside = ({ name }: Pick<File, 'name'>): boolean => isBesideName(name);

/** What a file dialog offers. */
export const NETWORK_TYPES = ['.onnx', '.json', '.py', '.txt', '.safetensors', '.data', '.bin'];

export const isNetworkText = ({ name }: Pick<File, 'name'>): boolean => TEXT.test(name);

/** Those of the files that are for the network view: a network, its text, and what lies beside it. */
export async function networkFiles(files: readonly File[]): Promise<File[]> {
  const isOwn = await Promise.all(
    files.map(async (file) => {
      const { name } = file;
      if (NETWORK.test(name) || OTHER_KIND.test(name) || TEXT.test(name)) return true;
      return /\.json$/i.test(name) && JSON_NETWORK.test(await file.slice(0, START).text());
    }),
  );
  const own = files.filter((_, i) => isOwn[i]);
  return own.length === 0 ? [] : [...own, ...files.filter((file, i) => !isOwn[i] && isBeside(file))];
}

/** The network first, what lies beside it behind it. */
export function inOrder(files: readonly File[]): File[] {
  const rank = ({ name }: File): number =>
    NETWORK.test(name) ? 0 : /\.json$/i.test(name) || OTHER_KIND.test(name) ? 1 : 2;
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** Hands files to the engine piece by piece. Files that are refused by their name stay where they are. */
export async function sendNetwork(
  engine: EngineClient,
  files: readonly File[],
  onProgress: (share: number) => void,
  signal: AbortSignal,
  isMethod = false,
): Promise<string> {
  const sent = OTHER_KIND.test(files[0]?.name ?? '') ? files.slice(0, 1) : files;
  const { id } = await engine.networks.open({ files: sent.map(({ name, size }) => ({ name, bytes: size })), isMethod });
  if (sent !== files) return id;
  const total = sent.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const [file, whole] of sent.entries())
    for (let at = 0; at < whole.size; at += NETWORK_PIECE) {
      signal.throwIfAborted();
      const piece = new Uint8Array(await whole.slice(at, at + NETWORK_PIECE).arrayBuffer());
      await engine.networks.write({ id, file, data: toBase64(piece) });
      done += piece.length;
      onProgress(total === 0 ? 1 : done / total);
    }
  return id;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
