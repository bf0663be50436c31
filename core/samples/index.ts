import type { Raster } from '../tensor/raster';
import { colourEdges, finePatterns, siemensStar, zonePlate } from './charts';
import { stillLife } from './scene';
import { textPage } from './textPage';

interface Sample {
  /** File name in resources/samples. */
  readonly name: string;
  readonly title: string;
  /** What to look for. */
  readonly shows: string;
  readonly generate: () => Raster;
}

/** The pictures the workbench ships, made by `npm run samples`; the first one is open when it starts. */
export const samples: readonly Sample[] = [
  {
    name: 'still-life.png',
    title: 'Still life',
    shows: 'A rendered photograph: textures, soft and hard edges',
    generate: () => stillLife(),
  },
  {
    name: 'zone-plate.png',
    title: 'Zone plate',
    shows: 'Aliasing: frequency grows from the centre to the edge',
    generate: zonePlate,
  },
  {
    name: 'siemens-star.png',
    title: 'Siemens star',
    shows: 'Resolution and jagged edges in every direction',
    generate: siemensStar,
  },
  {
    name: 'text-page.png',
    title: 'Text page',
    shows: 'Thin strokes from large letters to unreadable ones',
    generate: textPage,
  },
  {
    name: 'fine-patterns.png',
    title: 'Fine patterns',
    shows: 'Periodic detail of 2 to 7 pixels, where checkerboards hide',
    generate: finePatterns,
  },
  {
    name: 'colour-edges.png',
    title: 'Colour edges',
    shows: 'Saturated neighbours: colour fringes and soft ramps',
    generate: colourEdges,
  },
];
