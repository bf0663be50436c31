import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { findUpsampler, resolveParameters } from '../../upsamplers';
import { contextOf } from '../../upsamplers/context';
import { safetensorsOf } from '../../upsamplers/saveWeights';
import type { WeightsJob } from '../thread/jobs';
import type { Computer } from '../thread/computer';
import type { WeightStore } from './weightStore';

/** The weights that a method computes with, all of them, as a .safetensors file. */
export async function weightsJob(job: WeightsJob, computer: Computer, weightStore: WeightStore): Promise<Uint8Array> {
  const { request, degradation, weightFiles } = job;
  const { method } = request;
  const upsampler = findUpsampler(method.id);
  const context = contextOf(request, request.picture);
  const parameters = resolveParameters(upsampler, method.parameters, context);
  const library = await weightStore.library({
    methods: [{ id: method.id, parameters }],
    context,
    degradation,
    services: computer,
    files: weightFiles,
  });
  const weights = upsampler.makeWeights(parameters, context, library);
  if (!weights) {
    throw new UpbenchError('unavailable', message('no-weights-to-save', { method: method.id }));
  }
  return safetensorsOf(method.id, weights);
}
