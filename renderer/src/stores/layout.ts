import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { z } from 'zod';
import { keep, restore } from './persist';

export const LIMITS = { left: [220, 400], inspector: [240, 400], dock: [120, 2000] } as const;
export const RAIL = 40;
export const DOCK_TABS = 30;

export const INSPECTOR_TABS = ['values', 'from', 'histogram'] as const;
type InspectorTab = (typeof INSPECTOR_TABS)[number];

const schema = z.object({
  /** null: as wide as suits the window. */
  left: z.number().nullable().default(null),
  inspector: z.number().nullable().default(null),
  dock: z.number().nullable().default(null),
  /** null: open or closed as suits the window. */
  leftOpen: z.boolean().nullable().default(null),
  inspectorOpen: z.boolean().nullable().default(null),
  dockOpen: z.boolean().nullable().default(null),
  dockTab: z.string().default('metrics'),
  inspectorTab: z.enum(INSPECTOR_TABS).default('values'),
});

const KEY = 'upbench.layout/1';
const clamp = (value: number, [low, high]: readonly [number, number]): number =>
  Math.min(high, Math.max(low, Math.round(value)));

/** Sizes and visibility of the panels: the user's choice, else what suits the size of the window. */
export const useLayout = defineStore('layout', () => {
  const chosen = ref(restore(KEY, schema, schema.parse({})));
  keep(KEY, chosen);

  const windowWidth = ref(1280);
  const windowHeight = ref(800);
  /** Whether the view on screen has an inspector at all. */
  const hasInspector = ref(false);

  const roomy = computed(() => windowWidth.value >= 1600);
  const inspectorOpen = computed(() => hasInspector.value && (chosen.value.inspectorOpen ?? roomy.value));
  const leftOpen = computed(() => {
    if (windowWidth.value < 1100) return chosen.value.leftOpen === true && !inspectorOpen.value;
    // The pictures have priority over two panels: in a narrow window an open inspector folds the left panel.
    return (chosen.value.leftOpen ?? true) && (roomy.value || !inspectorOpen.value);
  });
  /** In a low window the dock lies over the pictures and starts closed. */
  const isShort = computed(() => windowHeight.value < 700);
  const dockDrawer = ref(false);
  const dockOpen = computed(() => (isShort.value ? dockDrawer.value : (chosen.value.dockOpen ?? true)));

  const left = computed(() => clamp(chosen.value.left ?? (roomy.value ? 320 : 264), LIMITS.left));
  const inspector = computed(() => clamp(chosen.value.inspector ?? (roomy.value ? 320 : 300), LIMITS.inspector));
  const dock = computed(() => {
    // At most 60 % of what is between the bars.
    const most = Math.max(LIMITS.dock[0], Math.round((windowHeight.value - 64) * 0.6));
    // The ranking has two tables, one below the other where the window is tall.
    const usual = chosen.value.dockTab === 'ranking' && windowHeight.value >= 1000 ? 420 : 238;
    return clamp(chosen.value.dock ?? usual, [LIMITS.dock[0], most]);
  });

  function toggleLeft(): void {
    if (leftOpen.value) chosen.value.leftOpen = false;
    else {
      chosen.value.leftOpen = true;
      if (!roomy.value) chosen.value.inspectorOpen = false;
    }
  }
  function toggleInspector(): void {
    chosen.value.inspectorOpen = !inspectorOpen.value;
  }
  function setDock(open: boolean): void {
    if (isShort.value) dockDrawer.value = open;
    else chosen.value.dockOpen = open;
  }
  function toggleDock(): void {
    setDock(!dockOpen.value);
  }
  function showDockTab(tab: string): void {
    chosen.value.dockTab = tab;
    if (!dockOpen.value) setDock(true);
  }
  function showInspector(tab: InspectorTab): void {
    chosen.value.inspectorTab = tab;
    if (!inspectorOpen.value) chosen.value.inspectorOpen = true;
  }
  function reset(): void {
    chosen.value = schema.parse({});
  }

  return {
    chosen,
    windowWidth,
    windowHeight,
    hasInspector,
    roomy,
    left,
    inspector,
    dock,
    leftOpen,
    inspectorOpen,
    dockOpen,
    isShort,
    toggleLeft,
    toggleInspector,
    toggleDock,
    showDockTab,
    showInspector,
    reset,
  };
});
