import type { ContractRouterClient } from '@orpc/contract';
import type { BlobRef, Contract, PictureInfo } from '@core/engine/contract/contract';
import type { Said } from '@core/messages';
import type { Handover } from '@core/engine/contract/handover';

export type EngineClient = ContractRouterClient<Contract>;

export interface OpenOutcome {
  readonly pictures: readonly PictureInfo[];
  readonly failed: readonly { readonly file: string; readonly message: Said }[];
}

/** Where a file went; `reveal` shows it in the system's file manager, where there is one. */
export interface Saved {
  readonly where: string;
  readonly reveal?: () => Promise<void>;
}

/** `restarted`: the engine died and another one answers. `gone`: it died too often and none will answer any more. */
export type Connection = 'connected' | 'lost' | 'restarted' | 'gone';

/** Files that came from outside the page: how many pictures the engine has got of them, and all that is no picture. */
interface OpenedOutside {
  readonly pictures: number;
  readonly files: readonly File[];
  readonly failed: OpenOutcome['failed'];
}

/** What is known of releases. */
export interface Updates {
  /** The version of a newer one, null when there is none; an error when there is no way to know. */
  newer(): Promise<string | null>;
  /** Opens the page of all releases. */
  show(): Promise<void>;
}

/** How the page reaches the engine and the outside. Two implementations; views know only this. */
export interface Host {
  readonly kind: 'electron' | 'served';
  /** Typed calls; waits for a (re)connection. */
  readonly engine: EngineClient;
  onConnection(listener: (state: Connection, reason?: string) => void): () => void;
  /** Where `<img>` and `fetch` find a blob. */
  blobUrl(blob: BlobRef): string;
  /** Files dropped, pasted or picked in the page. `isAside`: they are given for other pictures. */
  openFiles(files: readonly File[], isAside?: boolean): Promise<OpenOutcome>;
  /** The system's own file dialog where there is one, else the browser's. */
  pickPictures(): Promise<OpenOutcome>;
  /** Saves a blob where the user says; null when cancelled. */
  save(blob: BlobRef, suggestedName: string): Promise<Saved | null>;
  /** Prints a report as PDF to where the user says; null where the browser's own print dialog does that. */
  readonly savePdf: ((report: BlobRef, suggestedName: string) => Promise<Saved | null>) | null;
  /** Null in the browser, which always shows what the command serves. */
  readonly updates: Updates | null;
  onCommand(listener: (command: string) => void): () => void;
  /** What a program put on the bench for this page; null where none did. Null in the desktop window. */
  readonly handover: (() => Promise<Handover | null>) | null;
  /** Hears of files opened from outside the page, those that came before included. Null in the browser. */
  readonly onOpened: ((listener: (opened: OpenedOutside) => void) => () => void) | null;
  /** Menus and dialogs of the system follow. */
  setLanguage(language: string): void;
}
