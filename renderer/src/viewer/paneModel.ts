/**
 * What the viewer shows and says. The window fills `PaneModel`s from its stores and mounts `ViewerArea`;
 * everything else about looking at pictures (zoom, layout, difference, readouts) is the viewer's own state.
 */

export type PaneRole = 'reference' | 'input' | 'method';

export type PaneState =
  /** Nothing to show yet. */
  | 'empty'
  /** Waiting for its turn in the running experiment. */
  | 'pending'
  | 'running'
  | 'done'
  /** `message` says why. */
  | 'failed'
  /** Parameters changed since the picture was made. */
  | 'stale'
  /** The engine died while this ran. */
  | 'interrupted';

export interface PaneBadge {
  /**
   * `checkerboard`: measured from the picture; `forecast`: known from the kernel before the run; `balanced`: the taps meet
   * unevenly, and these weights make up for it.
   */
  readonly kind: 'checkerboard' | 'forecast' | 'balanced';
  /** "9.4", "uneven", "1-2-2-4" */
  readonly text: string;
}

/** A method that is seen in the pane of another. */
export interface Guest {
  readonly key: string;
  readonly title: string;
}

export interface PaneModel {
  /** Unique among the panes: a method's key in the experiment, `reference`, `input`. */
  readonly key: string;
  readonly role: PaneRole;
  /** What the panes are of: those of another picture start over, those of another scale do not. */
  readonly subject?: string;
  /** Name of the method in the user's language, or the file's name. */
  readonly title: string;
  /** Parameters in short: "k6 s4 p1"; empty when all are defaults. */
  readonly chip: string;
  /** Registry id of the method, which decides hue and glyph; empty for reference and input. */
  readonly methodId: string;
  readonly badge?: PaneBadge;
  /** Against the best pane: "best", "−0.29" (the window formats it). */
  readonly delta?: string;
  /** Whole sentence for the delta, read out with the picture's label: "PSNR-Y 30.78 dB, 1.07 below best". */
  readonly deltaLabel?: string;
  /** Where the picture is, as `fetch` understands it (PNG preferred: exact values and 16 bits); null when there is none. */
  readonly url: string | null;
  /** Size in pixels and channels of the picture, known before it is there. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** The value of white, where it is stated. */
  readonly peak?: number;
  readonly state: PaneState;
  /** 0..1 while `running`. */
  readonly fraction?: number;
  /** Milliseconds since the method started, while `running`. */
  readonly elapsedMs?: number;
  /** Stale or empty, and a run of it will begin by itself or has begun. */
  readonly waits?: boolean;
  /** "×2 result": what a stale picture is of, where that is another scale. */
  readonly oldScale?: string;
  /** "Run, about 5 s": of a stale or empty pane that waits for the user. */
  readonly runLabel?: string;
  /** Methods that give the same picture here, whatever the picture. */
  readonly sameAs?: { readonly keys: readonly string[]; readonly methodIds: readonly string[]; readonly title: string };
  /** Of those, the ones without a pane of their own. */
  readonly guests?: readonly Guest[];
  /** What the strip says of the place under the cursor, in place of values: "Table 0.41". */
  readonly note?: string;
  /** "Use outputPadding 1": what would make a failed pane run; the window knows what it does. */
  readonly fixLabel?: string;
  /** The sentence of a failed pane. */
  readonly message?: string;
}

/** A rectangle in whole pixels of the reference grid (the output size of the methods). */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A pixel of the reference grid. */
export interface PixelPosition {
  readonly x: number;
  readonly y: number;
}

/** What `ViewerArea` emits. */
export interface ViewerEvents {
  /** The user picked a pane. */
  select: [key: string];
  /** The user pressed Retry (failed) or Run again (stale, interrupted) inside a pane. */
  retry: [key: string];
  /** The user drew or cleared the region of interest. */
  region: [region: Region | null];
  /** The shared cursor; null when it left the pictures. */
  cursor: [position: PixelPosition | null];
  /** The user clicked this pixel of this pane: pin it and explain where it came from. */
  pin: [key: string, position: PixelPosition];
  /** The user asked what can be done with this pane, at a point of the window (CSS pixels). */
  menu: [key: string, at: { readonly x: number; readonly y: number }];
  /** The user wants the fix that a failed pane offers. */
  fix: [key: string];
  /** The user asked why this pane has a checkerboard, or has none. */
  note: [key: string, at: { readonly x: number; readonly y: number }];
  /** The user drags this pane's picture out of the window. */
  drag: [event: DragEvent, key: string];
  /** The user made this pane the reference of comparisons. */
  reference: [key: string];
}

/** One action of the viewer, ready for the window's registry (keys, palette, shortcut sheet). */
export interface ViewerCommand {
  /** `viewer.fit` */
  readonly id: string;
  /** Message key of its name: `viewer.commands.fit`. */
  readonly titleKey: string;
  /** As in the shortcut sheet: `F`, `Shift+1`, `Ctrl+0`, `Space`; `Ctrl` means Cmd on macOS. */
  readonly defaultKeys: readonly string[];
  /** On key down (not repeated unless `repeats`), or picked in the palette. */
  readonly run: () => void;
  /** On key up: present for keys that are held (peek at the other picture, peek at the input). */
  readonly release?: () => void;
  /** Key repeat runs it again (zoom, pan, next). */
  readonly repeats?: boolean;
  /** False while it would do nothing. */
  readonly enabled?: () => boolean;
  /** Words for the placeholders of the name. */
  readonly titleWords?: Readonly<Record<string, string>>;
}
