/** area: exact means of boxes. bicubic: PyTorch's antialiased. matlab-bicubic: imresize, a = -0.5, mirrored border. */
export const DEGRADATIONS = ['area', 'bicubic', 'matlab-bicubic'] as const;
export type Degradation = (typeof DEGRADATIONS)[number];

/** The degradation that weights are fitted for. That of given small pictures is unknown, so the usual one is taken. */
export const fittedFor = (degradation: Degradation | 'given'): Degradation =>
  degradation === 'given' ? 'area' : degradation;
