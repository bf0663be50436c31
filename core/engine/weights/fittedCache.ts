import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FitCache, LayerWeights } from '../../experiment/fitted';
import { formatSafetensors, parseSafetensors, safetensorsMetadata } from '../../tensor/safetensors';

/** The oldest go beyond these many files; a layer takes a few kilobytes. */
const MOST_FILES = 512;

/**
 * Where fits are kept between runs: UPBENCH_CACHE, or the system's folder for caches. Null keeps nothing (an empty
 * UPBENCH_CACHE).
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string | null {
  const { UPBENCH_CACHE: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (own !== undefined) return own === '' ? null : own;
  if (platform === 'win32') return local ? join(local, 'upbench', 'cache') : null;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'upbench');
  return join(xdg !== undefined && xdg.startsWith('/') ? xdg : join(homedir(), '.cache'), 'upbench');
}

/**
 * Layers that this version fitted on its training pictures, on the disk. A file applies to exactly these pictures and
 * this version, and only while its bytes are what was written. Nothing depends on it: what cannot be read or written
 * is fitted again.
 */
export class FittedCache implements FitCache {
  private readonly folder: string;
  private readonly read = new Map<string, LayerWeights | null>();

  constructor(
    folder: string,
    private readonly version: string,
    /** Files that the fits depend on. */
    private readonly trainingFiles: readonly string[],
  ) {
    this.folder = join(folder, 'fitted');
  }

  get(key: string): LayerWeights | undefined {
    let known = this.read.get(key);
    if (known === undefined) {
      known = this.open(key);
      this.read.set(key, known);
    }
    return known ?? undefined;
  }

  keep(key: string, weights: LayerWeights): void {
    this.read.set(key, weights);
    const { weight, bias } = weights;
    const tensors = { weight, ...(bias ? { bias } : {}) };
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      const path = this.pathOf(key);
      const part = `${path}.${process.pid}.part`;
      const digest = digestOf(weights);
      writeFileSync(part, formatSafetensors(tensors, { layer: key, digest }), { mode: 0o600 });
      renameSync(part, path);
      this.sweep();
    } catch {
      // A folder that cannot be written is no reason to fail.
    }
  }

  private open(key: string): LayerWeights | null {
    try {
      const bytes = readFileSync(this.pathOf(key));
      const { weight, bias } = parseSafetensors(bytes, 'a kept fit');
      const { layer, digest } = safetensorsMetadata(bytes, 'a kept fit');
      if (weight === undefined || layer !== key) return null;
      const weights = { weight, ...(bias ? { bias } : {}) };
      return digestOf(weights) === digest ? weights : null;
    } catch {
      return null;
    }
  }

  /** Named by everything that the weights depend on. */
  private pathOf(key: string): string {
    return join(this.folder, `${createHash('sha256').update(`${this.fingerprint}\n${key}`).digest('hex')}.safetensors`);
  }

  private known: string | undefined;
  private get fingerprint(): string {
    if (this.known === undefined) {
      const hash = createHash('sha256').update(this.version);
      for (const path of this.trainingFiles) hash.update(readFileSync(path));
      this.known = hash.digest('hex');
    }
    return this.known;
  }

  private sweep(): void {
    const names = readdirSync(this.folder);
    if (names.length <= MOST_FILES) return;
    const aged = names.map((name) => ({ name, time: statSync(join(this.folder, name)).mtimeMs }));
    aged.sort((a, b) => b.time - a.time);
    for (const { name } of aged.slice(MOST_FILES)) rmSync(join(this.folder, name), { force: true });
  }
}

function digestOf({ weight, bias }: LayerWeights): string {
  const hash = createHash('sha256');
  for (const tensor of [weight, bias])
    if (tensor) hash.update(`${tensor.shape.join()};`).update(Buffer.from(Float32Array.from(tensor.data).buffer));
  return hash.digest('hex');
}
