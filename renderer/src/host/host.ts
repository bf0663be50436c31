import type { ContractRouterClient } from '@orpc/contract';
import type { BlobRef, Contract, PictureInfo } from '@core/engine/contract';

export type EngineClient = ContractRouterClient<Contract>;

export interface OpenOutcome {
  readonly pictures: readonly PictureInfo[];
  readonly failed: readonly { readonly file: string; readonly message: string }[];
}

/** How the page reaches the engine and the outside. Two implementations; views know only this. */
export interface Host {
  readonly kind: 'electron' | 'served';
  /** Typed calls; waits for a (re)connection. */
  readonly engine: EngineClient;
  onConnection(listener: (state: 'connected' | 'lost' | 'restarted', reason?: string) => void): () => void;
  /** Where `<img>` and `fetch` find a blob. */
  blobUrl(blob: BlobRef): string;
  /** Files dropped, pasted or picked in the page. */
  openFiles(files: readonly File[]): Promise<OpenOutcome>;
  /** The system's own file dialog where there is one, else the browser's. */
  pickPictures(): Promise<OpenOutcome>;
  /** Saves a blob where the user says; null when cancelled. */
  save(blob: BlobRef, suggestedName: string): Promise<{ where: string; reveal?: () => Promise<void> } | null>;
  onCommand(listener: (command: string) => void): () => void;
}
