import { inspectMethod } from '../../experiment/inspect';
import type { Inspection } from '../../experiment/schema';
import type { InspectJob } from '../thread/jobs';
import type { Computer } from '../thread/computer';
import type { WeightShelf } from '../weights/weightShelf';

/** Inspects a method whose weights are fitted or read first. */
export async function inspectJob(job: InspectJob, computer: Computer, shelf: WeightShelf): Promise<Inspection> {
  const { request, degradation, weightFiles } = job;
  const { method, scale, mode, picture } = request;
  const library = await shelf.library({
    ...{ methods: [method], degradation, services: computer, files: weightFiles, picture: picture?.sha256 },
    context: { scale, channels: picture?.channels ?? 3, hasReference: mode === 'reference' },
  });
  return inspectMethod(request, library);
}
