import type { Look } from '../messages';

/** For a method that the registry does not have: a cross. Its hue is neutral, so that it cannot be taken for another. */
export const OTHER_LOOK: Look = {
  glyph: {
    path: 'M2 1 6 5 10 1 11 2 7 6 11 10 10 11 6 7 2 11 1 10 5 6 1 2Z',
    hollow: false,
  },
  light: '#5e5e5e',
  dark: '#a3a3a3',
  dashed: false,
};

const PENTAGON = 'M6 0.8 11.2 4.6 9.2 10.8H2.8L0.8 4.6Z';

/**
 * Looks of outputs that no method here made, in the order of their list: somebody's finished pictures. There are two
 * more hues that stay apart from all others in every kind of colour vision; what follows is neutral.
 */
export const CANDIDATE_LOOKS: readonly Look[] = [
  {
    glyph: {
      path: 'M6 0.5 7.5 4.4 11.7 4.7 8.4 7.3 9.5 11.4 6 9.1 2.5 11.4 3.6 7.3 0.3 4.7 4.5 4.4Z',
      hollow: false,
    },
    light: '#004b5a',
    dark: '#0087a5',
    dashed: false,
  },
  {
    glyph: { path: 'M3.25 1.2H8.75L11.5 6 8.75 10.8H3.25L0.5 6Z', hollow: false },
    light: '#be5aa0',
    dark: '#965a6e',
    dashed: false,
  },
  { ...OTHER_LOOK, glyph: { path: PENTAGON, hollow: false } },
];

/** The look of the candidate at `index` of their list; from the fourth on all have the cross. */
export function candidateLook(index: number): Look {
  return CANDIDATE_LOOKS[index] ?? OTHER_LOOK;
}
