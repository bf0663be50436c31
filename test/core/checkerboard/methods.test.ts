import { describe, expect, it } from 'vitest';
import { forecast, phaseGains, probe } from '@core/checkerboard';
import { createReferenceOperators } from '@core/ops';
import { upsamplers, type ParameterDescriptor, type ParameterValues, type Upsampler } from '@core/upsamplers';
import { convTranspose } from '@core/upsamplers/convTranspose';
import { unpooling } from '@core/upsamplers/unpooling';
import { prepare } from '../../helpers/methods';

const operators = createReferenceOperators();

const namesOf = (descriptor: ParameterDescriptor | undefined): string[] =>
  descriptor?.kind === 'choice' ? descriptor.choices.map(({ value }) => value) : [];

/** Every weight choice of a method at one scale and kernel size, with noise added once. */
function settings(upsampler: Upsampler, kernelSize: number): ParameterValues[] {
  const has = (name: string) => upsampler.parameters.find((parameter) => parameter.name === name);
  const size: ParameterValues = has('kernelSize') && upsampler.id !== unpooling.id ? { kernelSize } : {};
  if (upsampler.id === unpooling.id) return namesOf(has('fill')).map((fill) => ({ indices: 'top-left', fill }));
  const weights = namesOf(has('weights'));
  if (weights.length === 0) return [size];
  return weights.flatMap((choice) => [
    { ...size, weights: choice },
    { ...size, weights: choice, weightNoise: 0.05, groups: 'dense' },
  ]);
}

const EXPECTED_REFUSAL = /odd integer.*for kernelSize|no parameter "|counts only when|no shipped|not shipped|no kernel/;

/** The forecast's phase gains against what the method makes of white. */
function compare(upsampler: Upsampler, given: ParameterValues, scale: number): string | null {
  let ready: ReturnType<typeof prepare>;
  try {
    ready = prepare(upsampler, given, scale);
  } catch (error) {
    // Weights that are not shipped, and kernel sizes or noise a choice does not take.
    return `refused: ${String(error)}`;
  }
  const { parameters, context, weights } = ready;
  const kernel = upsampler.equivalentKernel(parameters, context, weights);
  if (!kernel) return 'no kernel';
  const measured = probe((image) => upsampler.run(operators, { image, scale }, parameters, weights), {
    scale,
    colour: [1, 1, 1],
    inside: 2,
  });
  const what = `${upsampler.id} ×${scale} ${JSON.stringify(given)}`;
  phaseGains(kernel).forEach((table, c) =>
    table.forEach((row, i) =>
      row.forEach((gain, j) => {
        const got = measured.phaseMeans[c]![i]![j]!;
        expect(Math.abs(got - gain), `${what} channel ${c} phase ${i},${j}: ${got}, forecast ${gain}`).toBeLessThan(
          1e-4,
        );
      }),
    ),
  );
  const { score, level } = forecast(kernel, { scale, parameters, traits: upsampler.forecast });
  if (level !== 'uneven') expect(measured.score, what).toBeLessThan(0.011);
  else expect(Math.abs(measured.score / Number(score) - 1), what).toBeLessThan(0.01);
  return null;
}

describe.each(upsamplers.map((upsampler) => [upsampler.id, upsampler] as const))('%s', (_, upsampler) => {
  it.each([2, 3, 4])(
    'does to white at ×%i what its forecast says, for every kernel size and weight choice',
    (scale) => {
      const outcomes = [2, 3, 4, 5, 6, 7, 8, 9].flatMap((k) =>
        settings(upsampler, k).map((given) => compare(upsampler, given, scale)),
      );
      // Nothing is passed over in silence: even kernels of the centred layers, weights that are not shipped, noise where there is none.
      const refused = outcomes.filter((outcome) => outcome !== null);
      for (const outcome of refused) expect(outcome).toMatch(EXPECTED_REFUSAL);
      expect(outcomes.length - refused.length, refused.join('\n')).toBeGreaterThanOrEqual(
        upsampler.id === convTranspose.id ? 64 : 1,
      );
    },
  );
});
