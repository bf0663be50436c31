import type { Message } from '@core/messages';
import { FAMILIES, solve, type Family, type Solution } from '@core/chain';
import { findUpsampler } from '@core/upsamplers';
import type { ParameterContext, ParameterValues } from '@core/upsamplers/upsampler';

/** One way to the wanted size that the method's own parameters can say. */
export interface FitWay {
  /** What one click sets; empty where the size follows from the scale alone. */
  readonly values: Readonly<Record<string, number>>;
  readonly checkerboardFree: boolean;
  /** Multiply-adds with the method's own groups. */
  readonly macs: number;
  /** Why outputPadding is what it is. */
  readonly whySaid: Message;
  readonly inUse: boolean;
}

export const isFamily = (id: string): id is Family => (FAMILIES as readonly string[]).includes(id);

/** The solver's ways of the method's family to input x scale, best first: checkerboard-free, then cheapest. */
export function fitWays(
  id: Family,
  parameters: ParameterValues,
  input: readonly number[],
  context: ParameterContext,
): FitWay[] {
  const [, , height = 1, width = 1] = input;
  const { solutions } = solve({ input: [height, width], target: context.scale, channels: context.channels });
  return solutions.flatMap((solution) => {
    const values = solution.family === id ? settable(id, solution) : null;
    if (!values || !solution.fitsEverySize) return [];
    const inUse = Object.entries(values).every(([name, value]) => parameters[name] === value);
    const { macs } = findUpsampler(id).cost(input, { ...parameters, ...values }, context);
    return [{ values, checkerboardFree: solution.checkerboardFree, macs, whySaid: solution.whySaid, inUse }];
  });
}

/** What of a solution the method has as a number of its own; null where it takes one for both axes and the way has two. */
function settable(id: Family, { parameters }: Solution): Record<string, number> | null {
  const integers = findUpsampler(id).parameters.filter(({ kind }) => kind === 'integer');
  const values: Record<string, number> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (!integers.some((own) => own.name === name)) continue;
    if (typeof value !== 'number') return null;
    values[name] = value;
  }
  return values;
}
