import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Region } from '../format/metricColumns';

export interface CellPlace {
  readonly key: string;
  readonly columnId: string;
}

/** What the metrics table shows, shared by its parts and by the panes: row and pane highlight each other. */
export const useTable = defineStore('table', () => {
  const region = ref<Region>('full');
  /** Column id; null = the column that ranks. */
  const sortId = ref<string | null>(null);
  const descending = ref<boolean | null>(null);
  const selectedKey = ref<string | null>(null);
  const pointed = ref<CellPlace | null>(null);
  const pinned = ref<CellPlace | null>(null);
  return { region, sortId, descending, selectedKey, pointed, pinned };
});
