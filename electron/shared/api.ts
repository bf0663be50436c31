import type { Said } from '@core/messages';

/** The whole surface the preload gives the page: one method per message, nothing generic. */
export interface WorkbenchBridge {
  /** Asks for a fresh port to the engine; the port arrives by `window.postMessage(nonce)`. */
  connect(nonce: string): void;
  /** Calls back when the engine died and was started again; returns the unsubscribe function. */
  onEngineRestarted(listener: (reason: string) => void): () => void;
  /** Calls back when the engine died too often and is not started again; returns the unsubscribe function. */
  onEngineGivenUp(listener: (reason: string) => void): () => void;
  /** Calls back when files came from outside the page (command line, open with, a second start); they wait in `takeOpened`. */
  onOpened(listener: () => void): () => void;
  /** What came from outside the page since the last call. */
  takeOpened(): Promise<OpenedOutside>;
  /** Menus and dialogs of the system follow the window's language. */
  setLanguage(language: string): void;
  /** Calls back for menu commands ("run", "open", ...); returns the unsubscribe function. */
  onCommand(listener: (command: string) => void): () => void;
  /** Shows a save dialog and copies the blob there; null when the user cancelled. */
  saveBlob(request: { id: string; suggestedName: string }): Promise<{ path: string } | null>;
  /** Shows a save dialog and prints the report of that id there as PDF; null when the user cancelled. */
  savePdf(request: { id: string; suggestedName: string }): Promise<{ path: string } | null>;
  /** Shows the file in the system's file manager; only paths of files saved in this session. */
  showInFolder(path: string): Promise<void>;
  /** Shows an open dialog; the chosen files go to the engine without passing the page. Returns their picture ids. */
  openPictures(): Promise<OpenedPictures>;
  /** Opens files that were dropped on the page. `isAside`: they are given for other pictures. */
  openDropped(files: readonly File[], isAside: boolean): Promise<OpenedPictures>;
  versions(): Promise<Readonly<Record<string, string>>>;
  /** The version of a newer release, null when there is none; refused when there is no way to know. */
  newerRelease(): Promise<string | null>;
  /** Opens the page of all releases in the browser. */
  showReleases(): Promise<void>;
}

/** A file that is no picture, as the page gets it. */
export interface OpenedDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface OpenFailure {
  readonly file: string;
  readonly message: Said;
}

/** Files that were opened from outside the page. */
export interface OpenedOutside {
  /** How many pictures the engine has got. */
  readonly pictures: number;
  readonly documents: readonly OpenedDocument[];
  readonly failed: readonly OpenFailure[];
}

export interface OpenedPictures {
  readonly ids: readonly string[];
  readonly failed: readonly OpenFailure[];
}

export const BRIDGE_NAME = 'workbench';
export const CHANNELS = {
  connect: 'engine:connect',
  port: 'engine:port',
  restarted: 'engine:restarted',
  givenUp: 'engine:given-up',
  opened: 'file:opened',
  takeOpened: 'file:take-opened',
  language: 'window:language',
  command: 'window:command',
  saveBlob: 'file:save-blob',
  savePdf: 'file:save-pdf',
  showInFolder: 'file:show',
  openPictures: 'file:open-pictures',
  openPaths: 'file:open-paths',
  openPathsAside: 'file:open-paths-aside',
  versions: 'app:versions',
  newerRelease: 'app:newer-release',
  showReleases: 'app:show-releases',
} as const;

declare global {
  interface Window {
    /** Present only in the desktop window. */
    readonly workbench?: WorkbenchBridge;
  }
}
