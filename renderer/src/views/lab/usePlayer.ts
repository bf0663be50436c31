import { onScopeDispose, ref, watch, type Ref } from 'vue';

interface Player {
  readonly playing: Ref<boolean>;
  /** Steps per second. */
  readonly speed: Ref<number>;
  go(to: number): void;
  toggle(): void;
  /** Arrow keys, Home, End and the space bar. */
  key(event: KeyboardEvent): void;
}

/** Goes through `total` steps by hand or by itself; at the end it stops, and starts again from the beginning. */
export function usePlayer(count: Ref<number>, total: Ref<number>): Player {
  const playing = ref(false);
  const speed = ref(2);
  let timer: ReturnType<typeof setInterval> | null = null;

  function go(to: number): void {
    count.value = Math.max(0, Math.min(total.value, to));
    if (count.value === total.value) playing.value = false;
  }
  function toggle(): void {
    if (!playing.value && count.value >= total.value) count.value = 0;
    playing.value = !playing.value;
  }
  watch([playing, speed], () => {
    if (timer !== null) clearInterval(timer);
    timer = playing.value ? setInterval(() => go(count.value + 1), 1000 / speed.value) : null;
  });
  watch(total, () => (playing.value = false));
  onScopeDispose(() => {
    if (timer !== null) clearInterval(timer);
  });
  function key(event: KeyboardEvent): void {
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: count.value + 1,
      ArrowLeft: count.value - 1,
      ArrowDown: count.value + 1,
      ArrowUp: count.value - 1,
      Home: 0,
      End: total.value,
    };
    const to = targets[event.key];
    if (to === undefined && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) toggle();
    else {
      playing.value = false;
      go(to);
    }
  }
  return { playing, speed, go, toggle, key };
}
