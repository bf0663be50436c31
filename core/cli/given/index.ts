import type { Experiment } from '../../experiment/schema';
import type { NamedFile } from '../../engine/files/namedFile';
import { message, say } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { wholeNumber } from '../arguments';
import { planExperiment, type CompareOptions, type Planned } from '../compare/options';
import type { CommandIo } from '../command';
import { keyMethods } from '../../experiment/keys';
import { NETWORK_BASELINE, isNetworkBaseline } from '../../upsamplers/presets';
import { findCandidates } from './candidates';

/** What is given for one picture beside the picture: finished outputs by key, and its small version. */
export interface GivenFiles {
  readonly candidates: readonly (NamedFile & { readonly key: string })[];
  readonly low?: NamedFile | undefined;
}
export type GivenByPicture = ReadonlyMap<string, GivenFiles>;

/** The experiment of the options with what is given for its pictures. */
export async function planWithGiven(
  options: CompareOptions,
  files: readonly string[],
  io?: CommandIo,
): Promise<Planned & { readonly given: GivenByPicture }> {
  const low = options.low === undefined ? null : await pairsOf(options.low, options, files);
  const hasNetworks = options.network.length > 0 || options.networks !== undefined;
  const reader = hasNetworks ? await import('./networks') : null;
  const networks = (await reader?.findNetworks(options)) ?? [];
  const own =
    low === null && options.scale === undefined && options.size === undefined && io !== undefined
      ? ((await reader?.scaleOfNetworks(networks, io)) ?? null)
      : null;
  const scale = low?.scale ?? own;
  const planned = planExperiment(scale === null ? options : { ...options, scale: String(scale) });
  const base: Experiment = low === null ? planned.experiment : { ...planned.experiment, degradation: 'given' };
  const candidates = await findCandidates(options, files, base.scale);
  const twice = networks.find(({ key }) => candidates.some(({ spec }) => spec.key === key));
  if (twice) throw new UpbenchError('invalid-parameter', message('candidate-twice', { name: twice.key }));
  const needsBaseline = networks.length > 0 && base.mode === 'reference' && !base.methods.some(isNetworkBaseline);
  const baseline = needsBaseline ? keyMethods([...base.methods, NETWORK_BASELINE]).slice(-1) : [];
  const methods = [...base.methods, ...baseline, ...candidates.map(({ spec }) => spec), ...networks];
  const given = new Map(
    files.map((file): [string, GivenFiles] => {
      const small = low?.pairs.get(file);
      return [
        file,
        {
          candidates: candidates.map(({ spec, files: own }) => named(spec.key, own.get(file)!)),
          ...(small === undefined ? {} : { low: { name: small, path: small } }),
        },
      ];
    }),
  );
  return {
    experiment: { ...base, methods },
    refused: planned.refused,
    given,
    remarks: [
      ...planned.remarks,
      ...(own === null ? [] : [message('network-own-scale', { scale: own })]),
      ...(needsBaseline ? [message('network-baseline')] : []),
      ...(low === null ? [] : [say(message('pair-scale', { scale: low.scale }))]),
    ],
  };
}

const named = (key: string, path: string): NamedFile & { readonly key: string } => ({ key, name: path, path });

async function pairsOf(
  source: string,
  { scale: text, mode, degradation }: CompareOptions,
  files: readonly string[],
): Promise<{ readonly pairs: ReadonlyMap<string, string>; readonly scale: number }> {
  const refuse = (code: 'low-needs-original' | 'low-and-degradation'): never => {
    throw new UpbenchError('invalid-parameter', message(code), { parameter: 'low' });
  };
  if (mode === 'enlarge') refuse('low-needs-original');
  if (degradation !== undefined) refuse('low-and-degradation');
  const wanted = text === undefined ? undefined : wholeNumber('scale', text, SMALLEST_SCALE, LARGEST_SCALE);
  const { findLow, scaleOfPairs } = await import('./pairs');
  const pairs = await findLow(source, files, wanted);
  return { pairs, scale: await scaleOfPairs(pairs, wanted) };
}
