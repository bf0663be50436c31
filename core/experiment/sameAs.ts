import { message, say, textSaid, type Message } from '../messages';
import type { Raster } from '../tensor/raster';
import type { EquivalentKernel, ParameterContext, ParameterValues, Upsampler } from '../upsamplers';
import { areEqual } from './compare';
import type { KeptOutput } from './keptOutputs';
import type { MethodResult } from './schema';

/** A method that has run, with what is needed to tell whether another one is the same function. */
export interface Finished {
  readonly key: string;
  readonly upsampler: Upsampler;
  readonly parameters: ParameterValues;
  readonly context: ParameterContext;
  readonly equivalent: EquivalentKernel | null;
  readonly output: KeptOutput;
}

/** A finished output, whose function is unknown. */
export interface FinishedOutput {
  readonly key: string;
  readonly upsampler: null;
  readonly output: KeptOutput;
}

/** One whose output is still in the hands of the run. */
export type Unkept = Omit<Finished, 'output'> | Omit<FinishedOutput, 'output'>;

/**
 * Earlier methods that are the same function and whose output equals this one within 1/255, each with its identity.
 * Without an identity only outputs count that are equal to the last bit: others differ in their numbers.
 */
export function findSame(
  method: Unkept,
  output: Raster,
  earlier: readonly (Finished | FinishedOutput)[],
): MethodResult['sameAs'] {
  const entries: MethodResult['sameAs'][number][] = [];
  for (const other of earlier) {
    if (!areEqual(output, other.output)) continue;
    const isKnown = method.upsampler !== null && other.upsampler !== null;
    const identity = isKnown ? identityOf(other, method) : null;
    if (identity === null && !areEqual(output, other.output, 0)) continue;
    entries.push(sameEntry(other.key, identity, message(isKnown ? 'equal-on-this-picture' : 'equal-here')));
  }
  return entries;
}

/** One earlier output that is the same: by an identity, or here only. */
export function sameEntry(key: string, identity: Message | null, here: Message): MethodResult['sameAs'][number] {
  const said = identity ?? here;
  const only = identity === null ? { onThisPictureOnly: true } : {};
  return { key, identity: say(said), identitySaid: said, ...only };
}

/** Why two methods are one function, in words; null where no identity makes them so. */
export function identityOf(a: Omit<Finished, 'output'>, b: Omit<Finished, 'output'>): Message | null {
  if (a.upsampler.id === b.upsampler.id && sameValues(a.parameters, b.parameters)) {
    return message('same-method');
  }
  if (!a.equivalent || !b.equivalent || !sameFunction(a.equivalent, b.equivalent)) return null;
  const [first, second] = [a, b].map(
    ({ upsampler, parameters, context }) => upsampler.identity?.(parameters, context) ?? textSaid(upsampler.title),
  ) as [Message, Message];
  return say(first) === say(second)
    ? message('both-are', { identity: first })
    : message('both-are-one', { first, second });
}

function sameValues(a: ParameterValues, b: ParameterValues): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/**
 * Whether two transposed convolutions differ by at most 1/255 for every picture in 0..1, away from the border: per
 * output channel and phase, sum |difference of taps| + |difference of biases| <= 1/255. Taps are aligned by o - s y = q - p.
 */
function sameFunction(a: EquivalentKernel, b: EquivalentKernel): boolean {
  if (a.stride !== b.stride || a.kernel.shape[0] !== b.kernel.shape[0] || a.kernel.shape[1] !== b.kernel.shape[1])
    return false;
  const s = a.stride;
  const [inChannels = 1, outChannels = 1] = a.kernel.shape;
  const first = [0, 1].map((axis) => Math.min(-a.padding[axis]!, -b.padding[axis]!));
  const last = [0, 1].map((axis) => Math.max(size(a) - a.padding[axis]!, size(b) - b.padding[axis]!));
  for (let o = 0; o < outChannels; o++) {
    const phases = new Float64Array(s * s);
    for (let phase = 0; phase < s * s; phase++) {
      phases[phase] = Math.abs(biasAt(a, o, phase) - biasAt(b, o, phase));
    }
    for (let i = 0; i < inChannels; i++) {
      for (let y = first[0]!; y < last[0]!; y++) {
        for (let x = first[1]!; x < last[1]!; x++) {
          const phase = (((y % s) + s) % s) * s + (((x % s) + s) % s);
          phases[phase]! += Math.abs(tapAt(a, i, o, y, x) - tapAt(b, i, o, y, x));
        }
      }
    }
    if (phases.some((sum) => sum > 1 / 255)) return false;
  }
  return true;
}

function size({ kernel }: EquivalentKernel): number {
  return kernel.shape[3] ?? 1;
}

/** The tap at offset o - s y = (y, x) from the input pixel. */
function tapAt(equivalent: EquivalentKernel, i: number, o: number, y: number, x: number): number {
  const k = size(equivalent);
  const ky = y + equivalent.padding[0];
  const kx = x + equivalent.padding[1];
  if (ky < 0 || kx < 0 || ky >= k || kx >= k) return 0;
  return equivalent.kernel.data[((i * (equivalent.kernel.shape[1] ?? 1) + o) * k + ky) * k + kx]!;
}

function biasAt({ bias, stride }: EquivalentKernel, o: number, phase: number): number {
  if (!bias) return 0;
  return bias.data[bias.shape.length === 1 ? o : o * stride * stride + phase] ?? 0;
}
