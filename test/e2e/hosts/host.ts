import type { Page } from '@playwright/test';

/** A running workbench, whatever it runs in. The scenario knows only this. */
export interface WorkbenchHost {
  readonly page: Page;
  /** Clicks what asks for files, and answers with these. */
  pick(paths: readonly string[], click: () => Promise<void>): Promise<void>;
  /** Clicks what saves a file, and reads it. */
  save(click: () => Promise<void>): Promise<string>;
  killEngine(): Promise<void>;
  /** What went wrong outside the page. */
  problems(): readonly string[];
  stop(): Promise<void>;
}
