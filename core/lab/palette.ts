/** Colours of a drawn step, by what a cell does in it. */
export interface LabPalette {
  readonly page: string;
  readonly cell: string;
  readonly line: string;
  readonly text: string;
  readonly faint: string;
  /** A cell that is read; written; a kernel tap in use; the part that padding removes. */
  readonly from: string;
  readonly to: string;
  readonly tap: string;
  readonly cut: string;
  /** Frames of the same three. */
  readonly fromLine: string;
  readonly toLine: string;
  readonly tapLine: string;
  readonly onMark: string;
}

/** Read blue, written orange, kernel green: apart in hue and in the thickness of their frames. */
export const lightPalette: LabPalette = {
  page: '#ffffff',
  cell: '#ffffff',
  line: '#bfbfbf',
  text: '#1a1a1a',
  faint: '#5e5e5e',
  from: '#dbe7ff',
  to: '#ffe0c4',
  tap: '#cdeee2',
  cut: '#e2e2e2',
  fromLine: '#2f66de',
  toLine: '#b04f00',
  tapLine: '#0a7a5c',
  onMark: '#1a1a1a',
};

export const darkPalette: LabPalette = {
  page: '#161616',
  cell: '#161616',
  line: '#484848',
  text: '#f0f0f0',
  faint: '#a3a3a3',
  from: '#1e335f',
  to: '#5c3413',
  tap: '#114536',
  cut: '#333333',
  fromLine: '#6b9bff',
  toLine: '#e57a33',
  tapLine: '#35c99a',
  onMark: '#f0f0f0',
};
