import { findUpsampler, resolveParameters, type ParameterContext } from '../upsamplers';
import { isCandidate } from './keys';
import { reachOf } from './rowBlocks';
import type { MethodSpec } from './schema';

/** Whether a method needs the tensors of its whole output at once, however large that is. */
export function isMadeWhole(spec: MethodSpec, context: ParameterContext): boolean {
  if (spec.network) return true;
  if (isCandidate(spec)) return false;
  const upsampler = findUpsampler(spec.id);
  try {
    const parameters = resolveParameters(upsampler, spec.parameters, context);
    return reachOf(upsampler, parameters, context) === null;
  } catch {
    // It is refused before it takes any memory.
    return false;
  }
}
