import { onBeforeUnmount, ref, watch, type Ref } from 'vue';

/** How large a drawing may become: numbers larger than this do not read better. */
const LARGEST = 2.6;
/** Smaller than this it is scrolled instead: nobody reads the numbers. */
const SMALLEST = 0.8;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many times its own size a drawing is shown so that it fills its room. */
export const fitScale = (scene: Size, room: Size): number =>
  Math.max(SMALLEST, Math.min(LARGEST, room.width / scene.width, room.height / scene.height));

/**
 * The drawing that becomes largest in the room: the same matrices in one row, or broken into several.
 * @param draw at most so wide
 */
export function fittingScene<Scene extends Size>(room: Size, draw: (width: number) => Scene): Scene {
  const most = Math.max(320, Math.round(room.width / SMALLEST));
  const widths = Array.from({ length: 12 }, (_, at) => Math.round(most * (1 - at / 13)));
  return widths.map(draw).reduce((best, scene) => (fitScale(scene, room) > fitScale(best, room) ? scene : best));
}

/** The room that an element offers, in CSS pixels, whenever it changes. */
export function useStage(element: Ref<HTMLElement | null>): Ref<Size> {
  const room = ref<Size>({ width: 900, height: 500 });
  let observer: ResizeObserver | null = null;
  watch(
    element,
    (now) => {
      observer?.disconnect();
      if (!now || typeof ResizeObserver !== 'function') return;
      observer = new ResizeObserver(([entry]) => {
        const { width = 0, height = 0 } = entry?.contentRect ?? {};
        if (width > 0 && height > 0) room.value = { width, height };
      });
      observer.observe(now);
    },
    { flush: 'post' },
  );
  onBeforeUnmount(() => observer?.disconnect());
  return room;
}
