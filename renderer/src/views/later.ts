import type { Component } from 'vue';
import { later } from '../composables/later';

/** Loaders of the views that nobody sees at the start. */
const loaders: (() => Promise<unknown>)[] = [];

/**
 * A view that is no part of the first page: it is loaded when the window has nothing else to do, or when it is opened
 * before.
 */
export function laterView(load: () => Promise<{ default: Component }>): Component {
  loaders.push(load);
  return later(load);
}

/** Loads what was left for later; one that cannot be loaded says so when it is opened. */
export function loadLaterViews(): void {
  for (const load of loaders) load().catch(() => undefined);
}
