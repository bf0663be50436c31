/** The window's own work, in the page and its workers: what could not be drawn, read or saved there. */
export const page = {
  'picture-worker-stopped': () => 'The worker that decodes pictures stopped. Open the picture again.',
  'drawing-worker-stopped': () => 'The worker that draws the pictures stopped. Reload the window.',
  'page-cannot-draw': () => 'This browser can draw neither with WebGL 2 nor with a 2D canvas in a worker.',
  'no-canvas-in-worker': () => 'This browser has no 2D canvas in workers, so it cannot decode this picture.',
  'viewer-closed': () => 'The viewer was closed.',
  'picture-not-fetched': ({ status }: { status: string }) => `The picture could not be fetched: ${status}.`,
  'picture-not-there': ({ title }: { title: string }) => `${title}: there is no picture yet.`,
  'picture-file-ends-early': () => 'The file of the picture ends before its last row.',
  'png-ends-early': ({ rows, height }: { rows: number; height: number }) =>
    `The PNG ends after ${rows} of ${height} rows.`,
  'png-row-filter': ({ filter }: { filter: number }) => `The PNG uses the unknown row filter ${filter}.`,
  'difference-sizes': ({ picture, reference }: { picture: string; reference: string }) =>
    `A difference needs pictures of one size, but these are ${picture} and ${reference}.`,
  'map-not-there': () => 'All of the map has to be known before it can be shown from so far.',
  'map-size': ({ map, picture }: { map: string; picture: string }) =>
    `A map of ${map} does not fit a picture of ${picture}.`,
  'page-png-not-made': () => 'The browser could not make a PNG of this size.',
  'engine-silent': () => 'The engine did not answer.',
  'engine-unreachable': () => 'The engine cannot be reached.',
  'weights-not-finite': ({ name, file }: { name: string; file: string }) =>
    `${name} of ${file} holds values that are not finite.`,
};
