import type { Component } from 'vue';

/** A tab of the window (or Settings, which has a button of its own). One file describes it, one line in `index.ts` adds it. */
export interface View {
  readonly id: string;
  readonly titleKey: string;
  readonly component: Component;
  /** Opened by its own button, not by a tab. */
  readonly hidden?: boolean;
}
