import { lstat, readFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { message } from '../../messages';
import { readOnnx, type OnnxModel } from '../../network/onnx/model';
import { Constants } from '../../network/onnx/toNetwork';
import { UpbenchError } from '../../tensor/errors';
import { readFailure } from '../files/fileErrors';
import type { ExternalFile } from './ortSession';

export interface NetworkFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: OnnxModel;
  readonly constants: Constants;
  readonly external: readonly ExternalFile[];
}

const MOST_BYTES = 2 ** 31;

/** Reads an ONNX file and what it keeps beside it; a location outside of its folder is refused. */
export async function readNetworkFile(path: string, name = path): Promise<NetworkFile> {
  let bytes: Uint8Array;
  try {
    if ((await lstat(path)).size > MOST_BYTES) throw new UpbenchError('too-large', message('onnx-too-large', { name }));
    bytes = await readFile(path);
  } catch (error) {
    throw error instanceof UpbenchError ? error : readFailure(name, error);
  }
  const model = readOnnx(bytes, name);
  const folder = resolve(dirname(path));
  const locations = new Set<string>();
  for (const tensor of model.graph.initializers.values()) {
    const location = tensor.external?.get('location');
    if (location !== undefined) locations.add(location);
  }
  const external: ExternalFile[] = [];
  for (const location of locations) {
    const file = resolve(folder, location);
    if (!file.startsWith(folder + sep))
      throw new UpbenchError('unsupported-file', message('onnx-external-outside', { name, location }));
    try {
      external.push({ path: location, data: await readFile(join(folder, location)) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new UpbenchError('missing-file', message('onnx-external-missing', { name, location }), {}, error);
      throw readFailure(file, error);
    }
  }
  const files = new Map(external.map(({ path: location, data }) => [location, data]));
  return { name, bytes, model, constants: new Constants(model, files, name), external };
}
