import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { besideName } from '../../experiment/session';
import { message } from '../../messages';
import { readOnnx, type OnnxModel, type OnnxTensor } from '../../network/onnx/model';
import { Constants } from '../../network/onnx/toNetwork';
import { withShuffles } from '../../network/onnx/writtenShuffles';
import { UpbenchError } from '../../tensor/errors';
import { storedBytes } from '../../network/onnx/numbers';
import { damaged } from '../../network/onnx/wire';
import { inFolder } from '../files/inFolder';
import type { WeightFile } from '../files/namedFile';
import { readRegular } from '../files/regularFile';
import { refuseOtherJson } from './kinds';
import type { ExternalFile } from './ortSession';

export interface NetworkFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: OnnxModel;
  readonly constants: Constants;
  readonly external: readonly ExternalFile[];
}

/** Where a network keeps values beside itself, seen from its folder. */
function locationsOf({ graph }: OnnxModel): string[] {
  const locations = [...graph.initializers.values()].flatMap(({ external }) => external?.get('location') ?? []);
  return [...new Set(locations)];
}

/** The files that a network of a path keeps values in, as its methods' files; none of one that cannot be read. */
export async function filesBeside({ path, name }: WeightFile): Promise<WeightFile[]> {
  try {
    const locations = locationsOf(readOnnx(await readRegular(path, { name }), name));
    const found: WeightFile[] = [];
    for (const location of locations) {
      const place = await placeBeside(path, location);
      if (place === null) continue;
      found.push({ path: place, name: besideName(name, location), beside: { network: name, location } });
    }
    return found;
  } catch (error) {
    // What is wrong with the network is said by the method that names it.
    if (error instanceof UpbenchError) return [];
    throw error;
  }
}

/** Reads an ONNX file and what it keeps beside it; a location outside of its folder is refused. */
export async function readNetworkFile(path: string, name = path): Promise<NetworkFile> {
  const bytes = await readRegular(path, { name });
  // JSON in place of ONNX: the refusal says how to convert it.
  if (bytes[0] === 0x7b) refuseOtherJson(new TextDecoder().decode(bytes.subarray(0, 4000)), name);
  const model = readOnnx(bytes, name);
  const external: ExternalFile[] = [];
  for (const location of locationsOf(model)) {
    const place = await placeBeside(path, location);
    if (place === null)
      throw new UpbenchError('unsupported-file', message('onnx-external-outside', { name, location }));
    external.push({ path: location, data: await readBeside(place, location, name) });
  }
  const files = new Map(external.map(({ path: location, data }) => [location, data]));
  for (const tensor of model.graph.initializers.values()) checkStored(tensor, files, name);
  const constants = new Constants(model, files, name);
  return { name, bytes, model: withShuffles(model, constants), constants, external };
}

/** Where a network keeps values beside itself; null outside of its folder, also where a link leads there. */
async function placeBeside(network: string, location: string): Promise<string | null> {
  const folder = dirname(network);
  const place = inFolder(folder, location);
  if (place === null) return null;
  try {
    return inFolder(await realpath(folder), await realpath(place)) === null ? null : place;
  } catch {
    return place; // Reading it says what is wrong.
  }
}

async function readBeside(path: string, location: string, name: string): Promise<Uint8Array> {
  try {
    return await readRegular(path, { name: location });
  } catch (error) {
    if (error instanceof UpbenchError && error.code === 'missing-file')
      throw new UpbenchError('missing-file', message('onnx-external-missing', { name, location }), {}, error);
    throw error;
  }
}

/** The runtime would report the same of a stored tensor less clearly. */
function checkStored(
  { shape, external, raw, type }: OnnxTensor,
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
): void {
  const count = shape.reduce((total, size) => total * size, 1);
  const needed = storedBytes(type, count);
  if (raw && needed !== null && raw.length !== needed) throw damaged(name);
  if (!external) return;
  const location = external.get('location') ?? '';
  const [offset, length] = [Number(external.get('offset') ?? 0), Number(external.get('length') ?? needed ?? 0)];
  const isInside = offset >= 0 && length >= 0 && offset + length <= (files.get(location)?.length ?? 0);
  if (!isInside || (needed !== null && length < needed))
    throw new UpbenchError('corrupt-file', message('onnx-external-short', { name, location }));
}
