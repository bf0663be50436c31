import { message, type Look } from '../messages';
import { UpbenchError, describe } from '../tensor/errors';
import { layers } from './list';
import { candidateLook, OTHER_LOOK } from './looks';
import { pipelineOf } from './pipeline';
import type { MethodId, TimedOperator, Upsampler } from './upsampler';

/** Every method; the last one chains the others. */
export const upsamplers: readonly Upsampler[] = [...layers, pipelineOf(layers)];

/** The methods that are compared when nothing is chosen. */
export const defaultUpsamplerIds: readonly MethodId[] = layers
  .filter(({ onRequest }) => onRequest !== true)
  .map(({ id }) => id);

/** How the method called `id` looks wherever it is drawn; `candidate:2` is the third of the finished outputs. */
export function lookOf(id: string): Look {
  const place = /^candidate(?::(\d+))?$/.exec(id);
  if (place) return candidateLook(Number(place[1] ?? 0));
  return upsamplers.find((upsampler) => upsampler.id === id)?.look ?? OTHER_LOOK;
}

/** The method called `id`; an unknown one is refused naming all. */
export function findUpsampler(id: string): Upsampler {
  const found = upsamplers.find((upsampler) => upsampler.id === id);
  if (!found) {
    throw new UpbenchError(
      'invalid-parameter',
      message('no-method', { id: describe(id), methods: upsamplers.map((upsampler) => upsampler.id) }),
      {
        parameter: 'method',
      },
    );
  }
  return found;
}

/** An operator of the benchmark, with the method whose hue and glyph it takes. */
export interface BenchOperator extends TimedOperator {
  readonly methodId: string;
}

/** Every operator the benchmark can time, in the order of the methods. */
export const timedOperators: readonly BenchOperator[] = upsamplers.flatMap(({ id: methodId, timed = [] }) =>
  timed.map((operator) => ({ ...operator, methodId })),
);
