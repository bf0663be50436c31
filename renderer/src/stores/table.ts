import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Region } from '../format/metricColumns';

export interface CellPlace {
  readonly key: string;
  readonly columnId: string;
}

export type QualityView = 'charts' | 'curve' | 'tab';

/** What the metrics table shows, shared by its parts and by the panes: row and pane highlight each other. */
export const useTable = defineStore('table', () => {
  const region = ref<Region>('full');
  /** Column id; null = the column that ranks. */
  const sortId = ref<string | null>(null);
  const descending = ref<boolean | null>(null);
  const selectedKey = ref<string | null>(null);
  const pointed = ref<CellPlace | null>(null);
  const pinned = ref<CellPlace | null>(null);
  /** What the quality tab shows; it stays when the dock is folded away. */
  const qualityView = ref<QualityView>('charts');
  return { region, sortId, descending, selectedKey, pointed, pinned, qualityView };
});
