import type { ComputedRef } from 'vue';
import type { Actions } from './actions';
import type { Size } from './math/geometry';
import type { ViewerCommand } from './paneModel';
import type { Places } from './places';
import type { Selection } from './selection';
import type { ViewerTransient, ViewerPreferences } from './viewerState';

/** A key let go sooner than this was a tap, not a hold. */
const TAP_MS = 250;
const PAN_STEP = 48;

type Extra = Partial<Pick<ViewerCommand, 'release' | 'repeats' | 'enabled' | 'titleWords'>>;

/** The viewer's commands for the window's registry. */
export function createCommands(given: {
  readonly preferences: ViewerPreferences;
  readonly transient: ViewerTransient;
  readonly actions: Actions;
  readonly selection: Selection;
  readonly grid: ComputedRef<Size>;
  readonly places: Places;
}): readonly ViewerCommand[] {
  const { preferences, transient, actions, selection, grid, places } = given;
  const { input } = selection;
  const command = (
    name: string,
    defaultKeys: readonly string[],
    run: () => void,
    extra: Extra = {},
  ): ViewerCommand => ({
    id: `viewer.${name}`,
    titleKey: `viewer.commands.${name}`,
    defaultKeys,
    run,
    ...extra,
  });
  const repeats = { repeats: true };
  const different = { enabled: () => preferences.layout === 'difference' };
  const hasInput = { enabled: () => input.value !== null };
  const pixel = { repeats: true, enabled: () => grid.value.width > 0 };
  const hasRegion = { repeats: true, enabled: () => transient.region !== null };
  const hasPlaces = { enabled: () => places.places.value.length > 0 };
  let peekedAt = 0;
  let stopped = false;

  /** Held: the other picture as long as the key is down. Tapped: blink until the next tap. */
  function peek(): void {
    stopped = transient.blinking || transient.peek === 'other';
    transient.blinking = false;
    transient.peek = stopped ? 'none' : 'other';
    peekedAt = performance.now();
  }
  function endPeek(): void {
    if (stopped) return;
    if (performance.now() - peekedAt < TAP_MS) transient.blinking = true;
    else transient.peek = 'none';
  }

  /** While a pixel is taken apart arrows go to the next one; says whether they did. */
  function arrow(dx: number, dy: number): boolean {
    if (!transient.isTakenApart || !transient.pinned) return false;
    actions.stepPixel(dx, dy);
    return true;
  }

  const numbers = Array.from({ length: 9 }, (_, i): ViewerCommand[] => {
    const [number, enabled] = [String(i + 1), { enabled: () => actions.listed().length > i }];
    const titleWords = { number };
    return [
      { ...command('pick', [number], () => actions.pick(i), { ...enabled, titleWords }), id: `viewer.pick${number}` },
      {
        ...command('reference', [`Shift+${number}`], () => actions.pickReference(i), { ...enabled, titleWords }),
        id: `viewer.reference${number}`,
      },
    ];
  }).flat();

  return [
    command('grid', ['G'], () => actions.setLayout('grid')),
    command('one', ['O'], () => actions.setLayout('one')),
    command('wipe', ['W'], () => actions.setLayout('wipe')),
    command('difference', ['D'], () => actions.setLayout('difference')),
    command('peek', ['Space'], peek, { release: endPeek }),
    command('peekInput', ['I'], () => (transient.peek = 'input'), {
      ...hasInput,
      release: () => (transient.peek = 'none'),
    }),
    command('showInput', ['Shift+I'], () => (preferences.showInput = !preferences.showInput), hasInput),
    command('previous', ['Up'], () => arrow(0, -1) || actions.step(-1), repeats),
    command('next', ['Down'], () => arrow(0, 1) || actions.step(1), repeats),
    command('previousChannel', ['Left'], () => arrow(-1, 0) || actions.stepChannel(-1), repeats),
    command('nextChannel', ['Right'], () => arrow(1, 0) || actions.stepChannel(1), repeats),
    command('cycleChannel', ['C'], () => actions.stepChannel(1), repeats),
    command('previousErrorKind', ['Ctrl+Left'], () => actions.stepErrorKind(-1), different),
    command('nextErrorKind', ['Ctrl+Right'], () => actions.stepErrorKind(1), different),
    command('swap', ['X'], actions.swap),
    command('moreGain', ['E'], () => actions.stepBrightness(1), repeats),
    command('lessGain', ['Shift+E'], () => actions.stepBrightness(-1), repeats),
    command('normalise', ['N'], actions.normalise, different),
    command('lockRange', ['L'], () => (transient.rangeLocked = !transient.rangeLocked), different),
    command('reset', ['R'], actions.reset),
    command('nextPlace', ['.'], () => places.step(1), hasPlaces),
    command('previousPlace', ['Shift+.'], () => places.step(-1), hasPlaces),
    command('fit', ['F'], actions.fit),
    command('actualSize', ['Ctrl+0'], () => actions.zoomTo(1)),
    command('zoomIn', ['+', '='], () => actions.zoomStep(1), repeats),
    command('zoomOut', ['-'], () => actions.zoomStep(-1), repeats),
    command('panLeft', ['Shift+Left'], () => actions.pan({ x: PAN_STEP, y: 0 }), repeats),
    command('panRight', ['Shift+Right'], () => actions.pan({ x: -PAN_STEP, y: 0 }), repeats),
    command('panUp', ['Shift+Up'], () => actions.pan({ x: 0, y: PAN_STEP }), repeats),
    command('panDown', ['Shift+Down'], () => actions.pan({ x: 0, y: -PAN_STEP }), repeats),
    command('pixelLeft', ['Ctrl+Shift+Left'], () => actions.stepPixel(-1, 0), pixel),
    command('pixelRight', ['Ctrl+Shift+Right'], () => actions.stepPixel(1, 0), pixel),
    command('pixelUp', ['Ctrl+Shift+Up'], () => actions.stepPixel(0, -1), pixel),
    command('pixelDown', ['Ctrl+Shift+Down'], () => actions.stepPixel(0, 1), pixel),
    command('unitValues', ['U'], () => (preferences.unitValues = !preferences.unitValues)),
    command('smooth', ['S'], () => (preferences.smooth = !preferences.smooth)),
    command('loupe', ['M'], () => (preferences.loupe = !preferences.loupe)),
    command('minimap', ['Shift+M'], () => (preferences.minimap = !preferences.minimap)),
    command('region', ['A'], () => (transient.regionMode = !transient.regionMode)),
    command('clearRegion', ['Shift+A'], () => actions.setRegion(null), { enabled: () => transient.region !== null }),
    command('regionInSight', [], actions.regionInSight, pixel),
    command('regionLeft', ['Alt+Shift+Left'], () => actions.stepRegion({ x: -1 }), hasRegion),
    command('regionRight', ['Alt+Shift+Right'], () => actions.stepRegion({ x: 1 }), hasRegion),
    command('regionUp', ['Alt+Shift+Up'], () => actions.stepRegion({ y: -1 }), hasRegion),
    command('regionDown', ['Alt+Shift+Down'], () => actions.stepRegion({ y: 1 }), hasRegion),
    command('regionNarrower', ['Ctrl+Alt+Shift+Left'], () => actions.stepRegion({ width: -1 }), hasRegion),
    command('regionWider', ['Ctrl+Alt+Shift+Right'], () => actions.stepRegion({ width: 1 }), hasRegion),
    command('regionLower', ['Ctrl+Alt+Shift+Up'], () => actions.stepRegion({ height: -1 }), hasRegion),
    command('regionHigher', ['Ctrl+Alt+Shift+Down'], () => actions.stepRegion({ height: 1 }), hasRegion),
    command('shiftLeft', ['Ctrl+Alt+Left'], () => actions.shiftPicked(-1, 0), pixel),
    command('shiftRight', ['Ctrl+Alt+Right'], () => actions.shiftPicked(1, 0), pixel),
    command('shiftUp', ['Ctrl+Alt+Up'], () => actions.shiftPicked(0, -1), pixel),
    command('shiftDown', ['Ctrl+Alt+Down'], () => actions.shiftPicked(0, 1), pixel),
    command('wipeAxis', ['Shift+W'], () => {
      preferences.wipeAxis = preferences.wipeAxis === 'vertical' ? 'horizontal' : 'vertical';
    }),
    command('fullScreen', ['Ctrl+Shift+F'], () => (transient.fullScreen = !transient.fullScreen)),
    ...numbers,
  ];
}
