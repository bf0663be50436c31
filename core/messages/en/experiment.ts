/** Running an experiment, and what its results say. */
export const experiment = {
  'uses-the-reference': () => 'uses positions recorded from the reference',
  'fitted-on-it': () => 'its weights were fitted on this picture',
  'same-method': () => 'the same method with the same parameters and weights',
  'equal-on-this-picture': () => 'equal on this picture, though the two functions differ',
  'both-are': ({ identity }: { identity: string }) => `both are ${identity}`,
  'both-are-one': ({ first, second }: { first: string; second: string }) =>
    `both are one transposed convolution: ${first}; ${second}`,
  'picture-smaller-than-scale': ({ scale }: { scale: number }) =>
    `Expected a picture of at least ${scale}×${scale} pixels for scale ${scale}.`,
};
