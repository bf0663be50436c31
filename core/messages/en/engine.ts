/** The computing process: how it starts, ends and answers. */
export const engine = {
  'engine-stopped': ({ how }: { how: string }) => `The engine stopped unexpectedly (${how}).`,
  'engine-stopped-opening': () => 'The engine stopped while it opened this picture. Open it again.',
  'run-not-finished': () => 'This run is not finished, so there is nothing to export yet.',
};
