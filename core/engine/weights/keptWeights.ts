import { message } from '../../messages';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpbenchError } from '../../tensor/errors';
import { formatSafetensors, parseSafetensors, safetensorsMetadata } from '../../tensor/safetensors';
import type { Tensor } from '../../tensor/tensor';
import { freeName } from '../../tensor/fileNames';
import { writeFailure } from '../files/fileErrors';
import type { WeightFile } from '../files/namedFile';

/** Only a misbehaving page sends more. */
const MOST_FILES = 256;

type Tensors = Readonly<Record<string, Tensor>>;

/** What a weight file says of itself, for results. */
interface WeightsAbout {
  readonly origin?: string | undefined;
  /** SHA-256 of the pictures they were fitted on, separated by spaces. */
  readonly pictures?: string | undefined;
}

/**
 * Tensors that a page took out of weight files, each file under the name it had there. They lie below the work folder,
 * so that an engine started after this one finds them again.
 */
export class KeptWeights {
  private readonly folder: string;
  private readonly known = new Map<string, WeightFile>();

  constructor(workFolder: string) {
    this.folder = join(workFolder, 'weights');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const entry of readdirSync(this.folder)) {
      if (!entry.endsWith('.safetensors')) continue;
      const path = join(this.folder, entry);
      const { file } = safetensorsMetadata(readFileSync(path), entry);
      if (file !== undefined) this.known.set(file, { name: file, path });
    }
  }

  files(): readonly WeightFile[] {
    return [...this.known.values()];
  }

  /**
   * Keeps tensors of the file `name`, beside those of it that are kept already, and returns the name methods use.
   * Another file of the same name gets a number, so that what a method names never changes under it.
   */
  keep(name: string, tensors: Tensors, about: WeightsAbout = {}): string {
    const kept = freeName(name, (candidate) => !this.agrees(candidate, tensors));
    const before = this.known.get(kept);
    if (!before && this.known.size >= MOST_FILES)
      throw new UpbenchError('unavailable', message('weight-files-open', { count: MOST_FILES }));
    const path = join(this.folder, `${createHash('sha256').update(kept).digest('hex').slice(0, 32)}.safetensors`);
    const told = Object.entries({ ...about, file: kept }).filter(([, value]) => value !== undefined);
    const metadata = Object.fromEntries(told) as Record<string, string>;
    const bytes = formatSafetensors({ ...(before && this.read(before)), ...tensors }, metadata);
    try {
      writeFileSync(`${path}.part`, bytes, { mode: 0o600 });
      renameSync(`${path}.part`, path);
    } catch (error) {
      throw writeFailure('the weights in the temporary folder', error);
    }
    this.known.set(kept, { name: kept, path });
    return kept;
  }

  /** Whether nothing kept under this name contradicts these tensors. */
  private agrees(name: string, tensors: Tensors): boolean {
    const file = this.known.get(name);
    if (!file) return true;
    const kept = this.read(file);
    return Object.entries(tensors).every(([key, tensor]) => {
      const other = kept[key];
      return other === undefined || isSame(tensor, other);
    });
  }

  private read({ path, name }: WeightFile): Tensors {
    return parseSafetensors(readFileSync(path), name);
  }
}

function isSame(a: Tensor, b: Tensor): boolean {
  return a.shape.join() === b.shape.join() && a.data.every((value, i) => Object.is(value, b.data[i]));
}
