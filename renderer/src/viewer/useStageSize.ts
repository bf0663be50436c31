import { onBeforeUnmount, onMounted, type ShallowRef } from 'vue';
import type { Viewer } from './viewer';

/**
 * The size in device pixels. Only the browser knows how it rounded a fractional size; where it counts pixels of another
 * ratio than the page has (a size that developer tools pretend), its count would draw every picture in the wrong place.
 */
export function deviceSize(
  size: { readonly width: number; readonly height: number },
  ratio: number,
  { devicePixelContentBoxSize }: Partial<Pick<ResizeObserverEntry, 'devicePixelContentBoxSize'>>,
): { readonly width: number; readonly height: number } {
  const rounded = { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) };
  const exact = devicePixelContentBoxSize?.[0];
  const isOfRatio = exact !== undefined && Math.abs(exact.inlineSize - size.width * ratio) <= 1 + ratio;
  return isOfRatio ? { width: exact.inlineSize, height: exact.blockSize } : rounded;
}

/** Keeps the viewer's area at the element's size in CSS and in exact device pixels, and its theme at the window's. */
export function useStageSize(stage: Readonly<ShallowRef<HTMLElement | null>>, viewer: Viewer): void {
  let resize: ResizeObserver | null = null;
  let classes: MutationObserver | null = null;

  function readTheme(): void {
    if (!stage.value) return;
    viewer.theme.dark = document.documentElement.classList.contains('dark');
    const canvas = getComputedStyle(stage.value).getPropertyValue('--canvas').trim();
    const grey = /^#([0-9a-f]{2})/i.exec(canvas)?.[1];
    viewer.theme.background = grey === undefined ? (viewer.theme.dark ? 14 : 222) : Number.parseInt(grey, 16);
  }

  onMounted(() => {
    const element = stage.value;
    if (!element) return;
    readTheme();
    classes = new MutationObserver(readTheme);
    classes.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
    if (typeof ResizeObserver === 'undefined') return;
    resize = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      const ratio = window.devicePixelRatio || 1;
      viewer.area.value = { width, height, ratio, device: deviceSize({ width, height }, ratio, entry) };
    });
    try {
      resize.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      resize.observe(element);
    }
  });

  onBeforeUnmount(() => {
    resize?.disconnect();
    classes?.disconnect();
  });
}
