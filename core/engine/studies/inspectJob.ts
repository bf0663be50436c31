import { inspectMethod } from '../../experiment/inspect';
import type { Inspection } from '../../experiment/schema';
import { contextOf } from '../../upsamplers/context';
import type { InspectJob } from '../thread/jobs';
import type { Computer } from '../thread/computer';
import type { WeightStore } from '../weights/weightStore';

/** Inspects a method whose weights are fitted or read first. */
export async function inspectJob(job: InspectJob, computer: Computer, weightStore: WeightStore): Promise<Inspection> {
  const { request, degradation, weightFiles } = job;
  const { method, picture } = request;
  const library = await weightStore.library({
    methods: [method],
    degradation,
    services: computer,
    files: weightFiles,
    picture: picture?.sha256,
    context: contextOf(request, request.picture),
  });
  return inspectMethod(request, library);
}
