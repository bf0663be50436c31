/** Of a chart that is saved: wide enough for long names, whatever the window has room for. */
export const SAVED = { width: 960, height: 540 } as const;
