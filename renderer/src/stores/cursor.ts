import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { PixelPosition } from '../viewer/paneModel';

/** The pixel under the pointer, shared by panes and status bar. */
export const useCursor = defineStore('cursor', () => {
  const position = shallowRef<{ x: number; y: number } | null>(null);
  function set(next: PixelPosition | null): void {
    position.value = next && { x: next.x, y: next.y };
  }
  return { position, set };
});
