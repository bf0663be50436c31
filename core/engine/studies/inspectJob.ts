import { inspectMethod } from '../../experiment/inspect';
import type { Inspection } from '../../experiment/schema';
import type { InspectJob } from '../thread/jobs';
import type { Computer } from '../thread/computer';
import type { WeightStore } from '../weights/weightStore';

/** Inspects a method whose weights are fitted or read first. */
export async function inspectJob(job: InspectJob, computer: Computer, weightStore: WeightStore): Promise<Inspection> {
  const { request, degradation, weightFiles } = job;
  const { method, scale, mode, picture } = request;
  const library = await weightStore.library({
    methods: [method],
    degradation,
    services: computer,
    files: weightFiles,
    picture: picture?.sha256,
    context: { scale, channels: picture?.channels ?? 3, hasReference: mode === 'reference' },
  });
  return inspectMethod(request, library);
}
