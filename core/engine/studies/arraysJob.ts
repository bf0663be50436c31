import { explainArrays, type ArraysAnswer } from '../../dialects';
import type { NpyArray } from '../../tensor/npy';
import type { NamedFile } from '../files/namedFile';
import { readRegular } from '../files/regularFile';
import { resizedArray } from './resizedArray';

/** Which rule made one or two arrays of an input. */
export interface ArraysJob {
  readonly kind: 'arrays';
  /** The input, then one or two results. */
  readonly files: readonly NamedFile[];
}

export async function arraysJob({ files }: ArraysJob): Promise<ArraysAnswer> {
  const read = async ({ name, path }: NamedFile): Promise<NpyArray> =>
    resizedArray(new Uint8Array(await readRegular(path, { name })), name);
  const [x, a, b] = await Promise.all(files.map(read));
  return explainArrays(x!, a!, b ?? null);
}
