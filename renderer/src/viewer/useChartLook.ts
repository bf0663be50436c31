import { onMounted, shallowRef, watch, type ShallowRef } from 'vue';
import { readLook, type ChartLook } from './charts/look';
import type { Viewer } from './viewer';

/** The chart colours at an element, read again when the theme changes; null before it is mounted. */
export function useChartLook(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  viewer: Viewer,
): Readonly<ShallowRef<ChartLook | null>> {
  const look = shallowRef<ChartLook | null>(null);
  const read = (): void => {
    if (element.value) look.value = readLook(element.value);
  };
  onMounted(read);
  watch(() => viewer.theme.dark, read, { flush: 'post' });
  return look;
}
