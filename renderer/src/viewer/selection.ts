import { computed, type ComputedRef, type ShallowRef } from 'vue';
import { arrange, panesShown, type Cell } from './arrangement';
import type { Size } from './math/geometry';
import type { PaneModel } from './paneModel';
import type { ViewerTransient, ViewerPreferences } from './viewerState';

/** Size of the picture area as its element measures it. */
export interface Area extends Size {
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Exact size in device pixels. */
  readonly device: Size;
}

export type Selection = ReturnType<typeof createSelection>;

const isGuest = ({ guests }: PaneModel, key: string): boolean => guests?.some((guest) => guest.key === key) === true;

/** The roles of the panes, and where they lie. */
export function createSelection(given: {
  readonly preferences: ViewerPreferences;
  readonly transient: ViewerTransient;
  readonly panes: ShallowRef<readonly PaneModel[]>;
  readonly area: ShallowRef<Area>;
  readonly grid: ComputedRef<Size>;
}) {
  const { preferences, transient, panes, area, grid } = given;
  /** A method's pane, be it another's. */
  const paneOf = (key: string): PaneModel | null =>
    panes.value.find((pane) => pane.key === key) ?? panes.value.find((pane) => isGuest(pane, key)) ?? null;
  const withRole = (role: PaneModel['role']): PaneModel | null =>
    panes.value.find((pane) => pane.role === role) ?? null;

  const input = computed(() => withRole('input'));
  const selected = computed(() => paneOf(transient.selectedKey) ?? withRole('method') ?? panes.value[0] ?? null);
  /** Key of what was picked: of a pane that several methods share, one of them. */
  const picked = computed(() =>
    selected.value !== null && isGuest(selected.value, transient.selectedKey)
      ? transient.selectedKey
      : (selected.value?.key ?? null),
  );
  /** What others are compared with: the chosen pane, the original, or without one the picked pane. */
  const reference = computed(() => paneOf(transient.chosenReference) ?? withRole('reference') ?? selected.value);
  /** The other picture of One and Wipe. */
  const other = computed(() => {
    const differs = (pane: PaneModel | null): pane is PaneModel => pane !== null && pane.key !== selected.value?.key;
    const candidates = [
      paneOf(transient.chosenOther),
      reference.value,
      ...panes.value.filter(({ role }) => role !== 'input'),
    ];
    return candidates.find(differs) ?? null;
  });

  const cells = computed(() => {
    const beside = preferences.showInput && input.value !== null;
    const shown = panesShown(panes.value, preferences.layout, selected.value?.key ?? '', other.value, beside);
    const aspect = grid.value.width > 0 ? grid.value.width / grid.value.height : 1.5;
    return arrange(shown, area.value, area.value.ratio, aspect, preferences.columns);
  });
  const cellOf = (key: string): Cell | null => cells.value.find(({ pane }) => pane.key === key) ?? null;
  const mainCell = computed(() => cellOf(selected.value?.key ?? '') ?? cells.value[0] ?? null);
  /** The viewport Fit and clamping speak of: that of the picked pane. */
  const viewport = computed<Size>(() => mainCell.value?.viewport ?? { width: 1, height: 1 });

  return { paneOf, input, selected, picked, reference, other, cells, cellOf, mainCell, viewport };
}
