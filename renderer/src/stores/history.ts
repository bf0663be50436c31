import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';

export interface History<State> {
  readonly state: Readonly<ShallowRef<State>>;
  /** Sets a new state. Changes with the same label within `mergeMs` become one step: typing "12" is undone at once. */
  change(label: string, next: State): void;
  undo(): void;
  redo(): void;
  /** A new beginning without a past. */
  replace(next: State): void;
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
  const past = shallowRef<readonly State[]>([]);
  const future = shallowRef<readonly State[]>([]);
  let last = { label: '', at: -Infinity };

  return {
    state,
    change(label, next) {
      if (next === state.value) return;
      const merges = label === last.label && now() - last.at < mergeMs && past.value.length > 0;
      if (!merges) past.value = [...past.value, state.value].slice(-DEPTH);
      future.value = [];
      state.value = next;
      last = { label, at: now() };
    },
    undo() {
      const previous = past.value.at(-1);
      if (previous === undefined) return;
      future.value = [state.value, ...future.value];
      past.value = past.value.slice(0, -1);
      state.value = previous;
      last = { label: '', at: -Infinity };
    },
    redo() {
      const next = future.value[0];
      if (next === undefined) return;
      past.value = [...past.value, state.value];
      future.value = future.value.slice(1);
      state.value = next;
      last = { label: '', at: -Infinity };
    },
    replace(next) {
      past.value = [];
      future.value = [];
      state.value = next;
      last = { label: '', at: -Infinity };
    },
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
  };
}
