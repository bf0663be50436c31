import { computed, ref, watch } from 'vue';
import { isCandidate } from '@core/experiment/keys';
import { methodCostAt } from '@core/experiment/methodCost';
import {
  GroupBuilder,
  makePaperTable,
  type CostAt,
  type PaperTable,
  type TableCost,
} from '@core/experiment/paperTable';
import type { Failure } from '@core/experiment/schema';
import type { Said } from '@core/messages';
import { findMetric, PAPER_METRICS } from '@core/metrics';
import { DEFAULT_METRICS } from '@core/metrics/registry';
import { useExperiment } from '../stores/experiment';
import { useNetworkCosts } from '../stores/networkCosts';
import { usePictures } from '../stores/pictures';
import { useSets } from '../stores/sets';
import { useTableRuns, type TablePicture } from '../stores/tableRuns';
import { useMethodNames } from './methodNames';
import { useSetTitle } from './titles';

/** Output sizes that costs are counted for; the first is the one that papers print. */
export const COST_SIZES = ['1280×720', '1920×1080', '3840×2160'] as const;
export const OWN_SIZE = 'own';

/** The table of the open pictures: sets, scales and methods, as far as they were measured. */
export function usePaperTable() {
  const experiment = useExperiment();
  const pictures = usePictures();
  const sets = useSets();
  const runs = useTableRuns();
  const names = useMethodNames();
  const networks = useNetworkCosts();
  const setTitle = useSetTitle();
  const costSize = ref<string>(COST_SIZES[0]);

  /** PSNR and SSIM of the luma as papers have it, where they are measured; else the first two metrics. */
  const ids = computed(() => {
    const { metrics } = experiment.setup;
    const measured: readonly string[] = metrics.length > 0 ? metrics : DEFAULT_METRICS;
    const ofLuma = PAPER_METRICS.filter(({ lumaOf }) => lumaOf !== undefined);
    const ofAll = PAPER_METRICS.filter(({ lumaOf }) => lumaOf === undefined);
    const printed = [ofLuma, ofAll].find((list) => list.every(({ id }) => measured.includes(id)));
    return printed?.map(({ id }) => id) ?? measured.slice(0, 2);
  });

  /** Every set at every scale with what is known of its pictures. */
  const places = computed(() =>
    runs.scales.flatMap((scale) =>
      sets.sets.map(({ name, ids: own }) => {
        const open = own.map((id): readonly [string, TablePicture] => [id, runs.pictureAt(id, scale)]);
        return { set: setTitle(name), scale, open };
      }),
    ),
  );
  const groups = computed(() =>
    places.value.map(({ set, scale, open }) => {
      const builder = new GroupBuilder({ set, scale, missing: [] }, ids.value);
      const failed: Failure[] = [];
      for (const [, { image, failure }] of open) {
        if (image) builder.add(image);
        else if (failure) failed.push(failure);
      }
      const left = open.filter(([, { image, failure }]) => image === null && failure === null).length;
      return builder.finish(failed, left);
    }),
  );

  const costAt = computed((): CostAt | null => {
    const channels = experiment.setup.space === 'y' ? 1 : 3;
    const [width = 0, height = 0] = costSize.value.split('×').map(Number);
    if (width > 0 && height > 0) return { width, height, channels };
    // Multiply-adds of several pictures of different sizes are no one number.
    const sizes = new Set(pictures.plain.map((picture) => `${picture.width} ${picture.height}`));
    const [first] = pictures.plain;
    return sizes.size === 1 && first ? { width: first.width, height: first.height, channels } : null;
  });

  const networkRows = computed(() => {
    const at = costAt.value;
    if (at === null) return [];
    const { width, height } = at;
    return experiment.experiment.methods.flatMap(({ key, network }) =>
      network === undefined ? [] : runs.scales.map((scale) => ({ key, file: network.file, scale, width, height })),
    );
  });
  watch(networkRows, (rows) => rows.forEach((row) => void networks.ask(row)), { immediate: true });
  /** Why networks have no cost. */
  const refusals = computed((): readonly Said[] => [
    ...new Set(
      networkRows.value.flatMap((row) => {
        const answer = networks.costOf(row);
        return answer !== null && 'refusal' in answer ? [answer.refusal] : [];
      }),
    ),
  ]);

  function costOf(key: string, scale: number): TableCost | null {
    const spec = experiment.experiment.methods.find((method) => method.key === key);
    const at = costAt.value;
    if (at === null || spec === undefined) return null;
    if (!isCandidate(spec)) return methodCostAt(spec, at, { ...experiment.setup, scale });
    const row = networkRows.value.find((one) => one.key === key && one.scale === scale);
    const counted = row ? networks.costOf(row) : null;
    if (counted !== null && !('refusal' in counted)) return counted;
    const macs = spec.given?.macs;
    return macs === undefined ? null : { parameters: null, macs, macsAtOutputSize: null, output: null, source: 'said' };
  }

  const table = computed((): PaperTable =>
    makePaperTable({
      metrics: ids.value.map(findMetric),
      methods: experiment.experiment.methods.map(({ key }) => ({ key, name: names.byKey(key) })),
      groups: groups.value,
      costAt: costAt.value,
      cost: costOf,
    }),
  );
  /** The sets as files of the table name them. */
  const files = computed(() =>
    sets.sets.map(({ name, ids: own }) => ({
      name: setTitle(name),
      files: own.flatMap((id) => pictures.plain.find((picture) => picture.id === id)?.name ?? []),
    })),
  );
  return { table, files, costSize, refusals };
}
