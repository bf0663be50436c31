import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { candidateNameFor, isCandidateName } from '../../experiment/givenNames';
import { CANDIDATE } from '../../experiment/keys';
import { NETWORK_CHANNELS, NETWORK_LAYOUTS, NETWORK_RANGES, type NetworkSpec } from '../../experiment/networkSchema';
import type { MethodSpec } from '../../experiment/schema';
import { readFailure } from '../../engine/files/fileErrors';
import { refuseOtherKinds } from '../../engine/networks/kinds';
import { isNetworkName } from '../../network/fileNames';
import { readNetworkFile } from '../../engine/networks/networkFile';
import { NetworkRuntime } from '../../engine/networks/networkRuntime';
import { networkScale } from '../../engine/networks/networkScale';
import { message } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { choice, wholeNumber } from '../arguments';
import type { CommandIo } from '../command';
import type { CompareOptions } from '../compare/options';

/** `NAME=model.onnx:range=255,tile=256` on the command line -> candidates that compute themselves. */

type Asked = Pick<CompareOptions, 'network' | 'networks'>;
/** What stands behind the last colon: known settings, or anything behind a model's ending, so that a wrong key is named. */
const SETTINGS = /(?::((?:range|channels|layout|tile|force)(?:=[^:]*)?)|(?<=\.onnx):([^:/\\]*))$/i;

export async function findNetworks(options: Asked): Promise<MethodSpec[]> {
  const specs = options.network.map(parseNetwork);
  if (options.networks !== undefined) specs.push(...(await everyNetwork(options.networks)));
  const names = specs.map(({ key }) => key);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UpbenchError('invalid-parameter', message('candidate-twice', { name: twice }), { parameter: 'network' });
  for (const { network } of specs) {
    refuseOtherKinds(network!.file);
    // A missing or damaged file concerns all pictures.
    await readNetworkFile(network!.file);
  }
  return specs;
}

function parseNetwork(text: string): MethodSpec {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at)).trim();
  const rest = text.slice(at + 1).trim();
  const settings = SETTINGS.exec(rest);
  const file = settings ? rest.slice(0, settings.index) : rest;
  if (at < 1 || file === '' || !isCandidateName(name))
    throw invalidParameter('--network', message('network-name'), text);
  return {
    id: CANDIDATE,
    key: name,
    parameters: {},
    network: { file, ...settingsOf(settings?.[1] ?? settings?.[2] ?? '') },
  };
}

function settingsOf(text: string): Omit<NetworkSpec, 'file'> {
  let spec: Omit<NetworkSpec, 'file'> = {};
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const [key = '', value = ''] = part.split('=').map((each) => each.trim());
    if (key === 'range') spec = { ...spec, range: choice('range', value, NETWORK_RANGES) };
    else if (key === 'channels') spec = { ...spec, channels: choice('channels', value, NETWORK_CHANNELS) };
    else if (key === 'layout') spec = { ...spec, layout: choice('layout', value, NETWORK_LAYOUTS) };
    else if (key === 'tile') spec = { ...spec, tile: wholeNumber('tile', value, 8, 65_536) };
    else if (key === 'force') spec = { ...spec, force: true };
    else throw invalidParameter('--network', message('network-settings'), part);
  }
  return spec;
}

const byName = new Intl.Collator('en', { numeric: true });

/** The ONNX files of a folder by what they are called in it; trainings save every step as model.onnx in a folder of its own. */
async function networksIn(folder: string): Promise<{ readonly file: string; readonly name: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readFailure(folder, error);
  });
  const found = entries
    .filter((entry) => isNetworkName(entry.name) && !entry.isDirectory())
    .map((entry) => ({ file: entry.name, name: nameOf(entry.name) }));
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const inside = (await readdir(join(folder, name)).catch(() => [])).filter(isNetworkName);
    for (const file of inside)
      found.push({ file: join(name, file), name: inside.length === 1 ? name : `${name}-${nameOf(file)}` });
  }
  return found.sort((a, b) => byName.compare(a.file, b.file));
}
const nameOf = (file: string): string => file.replace(/\.onnx$/i, '');

/** Every ONNX file of a folder, in natural order: the checkpoints of a training. */
async function everyNetwork(given: string): Promise<MethodSpec[]> {
  const settings = SETTINGS.exec(given);
  const folder = settings ? given.slice(0, settings.index) : given;
  const found = await networksIn(folder);
  if (found.length === 0)
    throw new UpbenchError('missing-file', message('networks-none', { path: folder }), { parameter: 'networks' });
  const keys: string[] = [];
  const series = basename(resolve(folder)) || folder;
  return found.map(({ file, name }) => {
    const key = candidateNameFor(name, keys);
    keys.push(key);
    return {
      id: CANDIDATE,
      key,
      parameters: {},
      network: { file: join(folder, file), ...settingsOf(settings?.[1] ?? ''), series },
    };
  });
}

/** The factor of the first network that enlarges, where nobody gave one. */
export async function scaleOfNetworks(specs: readonly MethodSpec[], io: CommandIo): Promise<number | null> {
  const runtime = new NetworkRuntime({ worker: io.places.runtimeWorker });
  try {
    for (const { network } of specs) {
      const scale = network && (await networkScale(await readNetworkFile(network.file), runtime, io.signal));
      if (scale && Number.isInteger(scale) && scale > 1) return scale;
    }
    return null;
  } finally {
    await runtime.close();
  }
}
