import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';

/** A state on one side of a change, and what the change is called. */
interface Step<State> {
  readonly state: State;
  readonly label: string;
}

interface History<State> {
  readonly state: Readonly<ShallowRef<State>>;
  /** Sets a new state. Changes with the same label within `mergeMs` become one step: typing "12" is undone at once. */
  change(label: string, next: State): void;
  /** Says which change it took back; null when there was none. */
  undo(): string | null;
  /** Says which change it made again; null when there was none. */
  redo(): string | null;
  /** Starts over with an empty history. */
  replace(next: State): void;
  /** The state that undo goes back to, and the change it takes back. */
  readonly previous: ComputedRef<Step<State> | null>;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
}

const DEPTH = 100;

/** Undo and redo over immutable states. */
export function createHistory<State>(
  initial: State,
  now: () => number = () => performance.now(),
  mergeMs = 800,
): History<State> {
  const state = shallowRef(initial) as ShallowRef<State>;
  const past = shallowRef<readonly Step<State>[]>([]);
  const future = shallowRef<readonly Step<State>[]>([]);
  let last = { label: '', at: -Infinity };
  const settle = (): void => {
    last = { label: '', at: -Infinity };
  };

  return {
    state,
    change(label, next) {
      if (next === state.value) return;
      const merges = label === last.label && now() - last.at < mergeMs && past.value.length > 0;
      if (!merges) past.value = [...past.value, { state: state.value, label }].slice(-DEPTH);
      future.value = [];
      state.value = next;
      last = { label, at: now() };
    },
    undo() {
      const previous = past.value.at(-1);
      if (previous === undefined) return null;
      future.value = [{ state: state.value, label: previous.label }, ...future.value];
      past.value = past.value.slice(0, -1);
      state.value = previous.state;
      settle();
      return previous.label;
    },
    redo() {
      const next = future.value[0];
      if (next === undefined) return null;
      past.value = [...past.value, { state: state.value, label: next.label }];
      future.value = future.value.slice(1);
      state.value = next.state;
      settle();
      return next.label;
    },
    replace(next) {
      past.value = [];
      future.value = [];
      state.value = next;
      settle();
    },
    previous: computed(() => past.value.at(-1) ?? null),
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
  };
}
