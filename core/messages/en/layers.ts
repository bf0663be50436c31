/** Layers between frameworks. */
export const layers = {
  'layer-unknown': ({ layer, framework }: { layer: string; framework: string }) =>
    `${framework} has no layer ${layer} here.`,
  'layer-padding': ({ name, padding, words }: { name: string; padding: string; words: readonly string[] }) =>
    `${name} knows no padding "${padding}": expected a number${words.length > 0 ? ` or one of ${words.join(', ')}` : ''}.`,
  'layer-torch-same': () => "nn.Conv2d knows padding='same' for a stride of 1 only.",
  'layer-index': ({ index, size }: { index: number; size: string }) =>
    `The position ${index} is not in a plane of ${size}: another size, or another convention.`,
  'layer-too-small': ({ input }: { input: string }) => `An input of ${input} leaves no output.`,
  'layer-of-size': ({ input }: { input: string }) =>
    `With a stride, "same" pads by the size of the input: this holds for ${input} and sizes that leave the same rest.`,
  'layer-title': ({ from, to }: { from: string; to: string }) => `${from} as ${to}:`,
  'layer-weights': ({ from, to, axes }: { from: string; to: string; axes: string }) =>
    from === to ? `Weights lie alike in both: ${from}.` : `Weights: from ${from} to ${to}, np.transpose(w, (${axes})).`,
  'layer-proof': ({ input, difference }: { input: string; difference: string }) =>
    difference === '0'
      ? `Proof: on an input of ${input} with the same weights both give the same numbers, every one.`
      : `On an input of ${input} both differ by up to ${difference}.`,
  'layer-verified': ({ rules }: { rules: readonly string[] }) => `Rules held against: ${rules.join('; ')}.`,
  'layer-shuffle': ({ from, to }: { from: string; to: string }) =>
    from === to ? `Both order channels alike (${from}).` : `Channels are ordered ${from} there and ${to} here:`,
  'layer-indices': ({ from, to }: { from: string; to: string }) =>
    `Positions count in the ${from} there and in the ${to} here.`,
  'layer-needs': ({ option }: { option: string }) => `Give --${option}.`,
  'layer-weight-shape': ({ shape, layout }: { shape: string; layout: string }) =>
    `Expected weights of four axes (${layout}) but received ${shape}.`,
  'layer-one': ({ layers: all }: { layers: readonly string[] }) => `one of ${all.join(', ')}`,
  'layer-pads': () => 'a whole number, begin,end, or a word of the framework',
};
