import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { MethodResult } from '@core/experiment/schema';
import { useExperiment } from './experiment';
import { usePictures } from './pictures';
import { useRun } from './run';
import type { ImageRun, MethodRun } from './runState';

type SameAs = MethodResult['sameAs'][number];
/** Ways of making a method whose equals are kept for one picture. */
const MOST_KEPT = 200;

/** A picture that is open, with those of its results that belong to the experiment on screen. */
interface CurrentPicture {
  readonly id: string;
  readonly name: string;
  readonly image: ImageRun | null;
  readonly results: readonly MethodResult[];
}

/**
 * The results that are true of what is on screen: of the open pictures, of methods that are switched on, made with
 * the present parameters. Every view, chart and export takes its numbers from here.
 */
export const useCurrent = defineStore('current', () => {
  const run = useRun();
  const experiment = useExperiment();
  const pictures = usePictures();

  const keys = computed(() => experiment.setup.methods.filter(({ enabled }) => enabled).map(({ key }) => key));

  /** In the order of the list of methods. */
  function methodsOf(image: ImageRun | null): MethodRun[] {
    if (!image) return [];
    return keys.value.flatMap((key) => {
      const method = image.methods.find((candidate) => candidate.key === key);
      return method && run.isCurrent(image, method) ? [method] : [];
    });
  }
  /** By picture and by what each of the two was made with: what was found equal in one run stays equal after others. */
  const equal = new Map<string, Map<string, Map<string, SameAs>>>();
  function sameAs(image: ImageRun, own: readonly MethodRun[], method: MethodRun, result: MethodResult): SameAs[] {
    const known = equal.get(image.pictureId) ?? new Map<string, Map<string, SameAs>>();
    const others = own.filter((other) => other.key !== method.key);
    // Whether two outputs are the same is looked at within one run only: a result of an earlier one speaks of what was then.
    for (const same of result.sameAs) {
      const other = others.find(({ key, runId }) => key === same.key && runId === method.runId);
      if (!other) continue;
      if (known.size >= MOST_KEPT) known.clear();
      const found = known.get(method.madeWith) ?? new Map<string, SameAs>();
      equal.set(image.pictureId, known.set(method.madeWith, found.set(other.madeWith, same)));
    }
    const found = known.get(method.madeWith);
    return others.flatMap(({ key, madeWith }) => {
      const same = found?.get(madeWith);
      return same ? [same.key === key ? same : { ...same, key }] : [];
    });
  }
  function resultsOf(image: ImageRun | null): MethodResult[] {
    if (!image) return [];
    const own = methodsOf(image);
    return own.flatMap((method) => {
      const { result } = method;
      if (!result) return [];
      const same = sameAs(image, own, method, result);
      const isAsSaid = same.length === result.sameAs.length && same.every((one, i) => one === result.sameAs[i]);
      return [isAsSaid ? result : { ...result, sameAs: same }];
    });
  }

  const methods = computed(() => methodsOf(run.image));
  /** Of the picture on screen. */
  const results = computed(() => resultsOf(run.image));
  const open = computed(() =>
    pictures.plain.map(({ id, name }): CurrentPicture => {
      const image = run.state.images.get(id) ?? null;
      return { id, name, image, results: resultsOf(image) };
    }),
  );
  /** Open pictures that have results. */
  const measured = computed(() => open.value.filter((picture) => picture.results.length > 0));
  /** Of the picture on screen: how many methods are up to date. */
  const progress = computed(() => ({ done: methods.value.length, all: keys.value.length }));
  /** Over all open pictures. */
  const whole = computed(() => ({
    done: open.value.reduce((sum, picture) => sum + picture.results.length, 0),
    all: keys.value.length * pictures.plain.length,
    pictures: open.value.filter((picture) => picture.results.length === keys.value.length).length,
  }));
  const resultOf = (key: string): MethodResult | null => results.value.find((result) => result.key === key) ?? null;

  return { keys, methods, results, open, measured, progress, whole, resultOf };
});
