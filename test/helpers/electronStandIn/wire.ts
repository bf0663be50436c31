/** What goes between the main process under test and the driver that owns the browser. */

export interface SentMessage {
  readonly channel: string;
  readonly args: unknown[];
}

export type ToDriver =
  /** A window was made; its page is to be opened with this preload script (checked, wrapped source) or none. */
  | { readonly type: 'window'; readonly id: number; readonly size: Size; readonly preload: string | null }
  | { readonly type: 'load'; readonly id: number; readonly url: string }
  | ({ readonly type: 'send'; readonly id: number; readonly ports: number[] } & SentMessage)
  | { readonly type: 'close-window'; readonly id: number }
  | { readonly type: 'print'; readonly id: number; readonly call: number; readonly options: PrintOptions }
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly call: number;
      readonly value: unknown;
      readonly error: string | null;
    }
  | { readonly type: 'dialog'; readonly call: number; readonly kind: 'open' | 'save'; readonly options: unknown }
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly type: 'ready' }
  | { readonly type: 'broken'; readonly message: string }
  | PortMessage;

export type FromDriver =
  | { readonly type: 'loaded'; readonly id: number; readonly url: string }
  /** The window's document went away: so did its ports. */
  | { readonly type: 'unloaded'; readonly id: number; readonly ports: number[] }
  | ({
      readonly type: 'ipc';
      readonly id: number;
      readonly call: number | null;
      readonly frameUrl: string;
    } & SentMessage)
  /** Without bytes the page could not be printed. */
  | { readonly type: 'printed'; readonly call: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'dialog-answer'; readonly call: number; readonly paths: string[] }
  | { readonly type: 'ask'; readonly call: number; readonly question: Question }
  | { readonly type: 'window-closed'; readonly id: number }
  | PortMessage;

export type PortMessage =
  | { readonly type: 'port-message'; readonly port: number; readonly data: unknown }
  | { readonly type: 'port-close'; readonly port: number };

/** What of `printToPDF` the application uses. */
export interface PrintOptions {
  readonly printBackground?: boolean;
  readonly preferCSSPageSize?: boolean;
  readonly generateTaggedPDF?: boolean;
  readonly generateDocumentOutline?: boolean;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a test can ask of, or do to, the application from outside. */
export type Question =
  | { readonly what: 'state' }
  | { readonly what: 'navigate'; readonly id: number; readonly url: string }
  | { readonly what: 'open-window'; readonly id: number; readonly url: string }
  | { readonly what: 'permission'; readonly permission: string; readonly url: string }
  | { readonly what: 'menu'; readonly label: string }
  | { readonly what: 'second-instance'; readonly data: unknown }
  /** A page whose process ended, or that could not be loaded. */
  | { readonly what: 'page-event'; readonly id: number; readonly event: string; readonly args: unknown[] }
  | { readonly what: 'close-windows' }
  | { readonly what: 'open-file'; readonly path: string }
  | { readonly what: 'kill-utility' }
  | { readonly what: 'quit' };

export interface State {
  readonly windows: readonly { readonly id: number; readonly isVisible: boolean; readonly url: string }[];
  /** Labels of the native menu, "File > Open…". */
  readonly menu: readonly string[];
  readonly shown: readonly string[];
  readonly confirmed: readonly string[];
  readonly errors: readonly string[];
  readonly recent: readonly string[];
  readonly utilities: readonly { readonly name: string; readonly pid: number }[];
}
