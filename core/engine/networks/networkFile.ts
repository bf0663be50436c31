import { realpath } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { besideName } from '../../experiment/session';
import { message } from '../../messages';
import { readOnnx, type OnnxModel, type OnnxTensor } from '../../network/onnx/model';
import { Constants } from '../../network/onnx/toNetwork';
import { withShuffles } from '../../network/onnx/writtenShuffles';
import { UpbenchError } from '../../tensor/errors';
import { storedBytes } from '../../network/onnx/numbers';
import { damaged } from '../../network/onnx/wire';
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
    const folder = resolve(dirname(path));
    return locations
      .filter((location) => resolve(folder, location).startsWith(folder + sep))
      .map((location) => ({
        path: join(folder, location),
        name: besideName(name, location),
        beside: { network: name, location },
      }));
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
  const folder = resolve(dirname(path));
  const external: ExternalFile[] = [];
  for (const location of locationsOf(model)) {
    const file = resolve(folder, location);
    if (!file.startsWith(folder + sep))
      throw new UpbenchError('unsupported-file', message('onnx-external-outside', { name, location }));
    await refuseLinkOut(folder, file, location, name);
    external.push({ path: location, data: await readBeside(join(folder, location), location, name) });
  }
  const files = new Map(external.map(({ path: location, data }) => [location, data]));
  for (const tensor of model.graph.initializers.values()) checkStored(tensor, files, name);
  const constants = new Constants(model, files, name);
  return { name, bytes, model: withShuffles(model, constants), constants, external };
}

/** A link beside the network that leads elsewhere is outside of its folder, too. */
async function refuseLinkOut(folder: string, file: string, location: string, name: string): Promise<void> {
  try {
    if ((await realpath(file)).startsWith((await realpath(folder)) + sep)) return;
  } catch {
    return; // Reading it says what is wrong.
  }
  throw new UpbenchError('unsupported-file', message('onnx-external-outside', { name, location }));
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
