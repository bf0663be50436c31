/** A line of the menu of a pane. */
export interface PaneMenuItem {
  readonly id: string;
  readonly titleKey: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}
