import { message } from '../../messages';
import { candidatePlaces } from '../../experiment/keys';
import { titlesByKey } from '../../experiment/names';
import { imageResultOf } from '../../experiment/facts';
import type { Environment, Experiment, ImageResult, MethodResult, Results } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import type { ResultPart, RunEvent } from '../contract/contract';
import type { PicturePaths } from '../thread/jobs';
import { completeResults } from './resultsDocument';
import type { Run } from './run';

export interface ExportDocument {
  readonly results: Results;
  /** One entry per image. */
  readonly pictures: readonly PicturePaths[];
}

type ImageEvent = Extract<RunEvent, { type: 'image' }>;

/** What a run said of one picture. */
function spoken(run: Run, pictureId: string) {
  const image = run.said.find((event): event is ImageEvent => event.type === 'image' && event.pictureId === pictureId);
  const methods = run.said.flatMap((event): MethodResult[] =>
    event.type === 'method' && event.image === image?.image ? [event.result] : [],
  );
  return { image, methods, places: image === undefined ? {} : (run.places.get(image.image) ?? {}) };
}

/**
 * The document of results that several runs made, with what they wrote. Every result must belong to the experiment:
 * the caller says which ones still do.
 */
export function collectResults(
  parts: readonly ResultPart[],
  experiment: Experiment,
  find: (runId: string) => Run,
  sha256: (pictureId: string) => string,
  environment: Environment,
  weights: Readonly<Record<string, string>> = {},
): ExportDocument {
  const images: ImageResult[] = [];
  const pictures: PicturePaths[] = [];
  const specs = new Map<string, Experiment['methods'][number]>();
  for (const part of parts) {
    const methods: MethodResult[] = [];
    const paths: Record<string, string> = {};
    const origin = new Map(part.methods.map(({ key, runId }) => [key, runId]));
    let newest: ImageEvent | undefined;
    for (const { key, runId } of part.methods) {
      const run = find(runId);
      const { image, methods: all, places } = spoken(run, part.pictureId);
      const result = all.find((method) => method.key === key);
      const spec = run.experiment.methods.find((method) => method.key === key);
      if (image === undefined || result === undefined || spec === undefined) continue;
      newest = image;
      // Whether two outputs are the same was looked at within one run only.
      const here = (other: { readonly key: string }): boolean => origin.get(other.key) === runId;
      const { differences } = result;
      methods.push({
        ...result,
        sameAs: result.sameAs.filter(here),
        ...(differences === undefined ? {} : { differences: differences.filter(here) }),
      });
      specs.set(key, spec);
      for (const name of [key, 'input', 'reference']) if (places[name] !== undefined) paths[name] = places[name];
    }
    if (newest === undefined) continue;
    images.push(imageResultOf(newest, { file: newest.file, sha256: sha256(part.pictureId), methods, failed: [] }));
    pictures.push(paths);
  }
  if (images.length === 0) throw new UpbenchError('unavailable', message('no-results-yet'));
  // The names of several uses of a method depend on all of them, and each run knew only its own.
  const own = { ...experiment, methods: [...specs.values()] };
  const titles = titlesByKey(own);
  const places = candidatePlaces(own.methods);
  const named = images.map((image) => ({
    ...image,
    methods: image.methods.map((method) => ({
      ...method,
      title: titles.get(method.key) ?? method.title,
      ...(method.candidate ? { candidate: { ...method.candidate, place: places.get(method.key) ?? 0 } } : {}),
    })),
  }));
  return {
    results: completeResults(
      { schema: 'upbench.results/1', environment, experiment: own, failed: [], images: named },
      weights,
    ),
    pictures,
  };
}
