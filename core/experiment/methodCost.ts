import { findUpsampler, resolveParameters } from '../upsamplers';
import { contextOf } from '../upsamplers/context';
import type { CostAt, TableCost } from './paperTable';
import type { Experiment, MethodSpec } from './schema';

/** What a method costs for an output of a wanted size; one that the scale does not divide is rounded up. */
export function methodCostAt(
  { id, parameters: given }: Pick<MethodSpec, 'id' | 'parameters'>,
  costAt: CostAt,
  setup: Pick<Experiment, 'mode' | 'seed' | 'scale'>,
): TableCost {
  const upsampler = findUpsampler(id);
  const context = contextOf(setup, costAt);
  const { scale } = setup;
  const [height, width] = [Math.ceil(costAt.height / scale), Math.ceil(costAt.width / scale)];
  const values = resolveParameters(upsampler, given, context);
  const { parameters, macs, macsAtOutputSize } = upsampler.cost([1, costAt.channels, height, width], values, context);
  return { parameters, macs, macsAtOutputSize, output: [height * scale, width * scale], source: 'counted' };
}
