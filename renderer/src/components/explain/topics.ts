/** What can be explained; texts are under `explain.<kind>.<id>`. */
export interface Topic {
  readonly kind: 'method' | 'metric';
  readonly id: string;
  /** In the notation of papers: x input, y output, r reference, s scale, k kernel. */
  readonly formula: string;
  readonly source: string;
}

type Table = Readonly<Record<string, readonly [formula: string, source: string]>>;

const METHODS: Table = {
  'conv-transpose': [
    'y[o] = b + Σᵢ x[i] · k[o + p − s·i]\nsize = (n − 1)·s − 2p + d·(k − 1) + op + 1',
    'Dumoulin, Visin 2016, arXiv:1603.07285',
  ],
  bilinear: [
    'u = (o + ½)/s − ½,  f = u − ⌊u⌋,  y[o] = (1 − f)·x[⌊u⌋] + f·x[⌊u⌋ + 1]',
    'Half-pixel centres, align_corners=False',
  ],
  unpooling: ['y[argmax of window i] = x[i], 0 elsewhere', 'Zeiler, Fergus 2014, arXiv:1311.2901'],
  'nearest-conv': ['y = k ∗ up(x),  up(x)[o] = x[⌊o/s⌋]', 'Odena, Dumoulin, Olah 2016, doi:10.23915/distill.00003'],
  'pixel-shuffle': ['y[c, s·h + i, s·w + j] = (k ∗ x)[c·s² + i·s + j, h, w]', 'Shi et al. 2016, arXiv:1609.05158'],
  nearest: ['y[o] = x[⌊o/s⌋]', 'torch.nn.functional.interpolate'],
  bicubic: ['y[o] = Σ₋₁..₂ w(f − m)·x[⌊u⌋ + m],  a = −0.75', 'Keys 1981, doi:10.1109/TASSP.1981.1163711'],
  pipeline: ['y = fₙ(… f₂(f₁(x))),  Π scales = s', 'docs/methods.md'],
};

const METRICS: Table = {
  psnr: ['10 · log₁₀(MAX² / MSE)', 'ITU-T J.340'],
  'psnr-y': ['PSNR of Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255', 'ITU-R BT.601'],
  ssim: [
    '(2μₓμᵣ + C₁)(2σₓᵣ + C₂) / ((μₓ² + μᵣ² + C₁)(σₓ² + σᵣ² + C₂))',
    'Wang et al. 2004, doi:10.1109/TIP.2003.819861',
  ],
  'ssim-y': [
    'SSIM of Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255',
    'Wang et al. 2004, doi:10.1109/TIP.2003.819861',
  ],
  'ms-ssim': ['l₅^β₅ · Π (cⱼ · sⱼ)^βⱼ,  β = .0448 .2856 .3001 .2363 .1333', 'Wang, Simoncelli, Bovik 2003'],
  mse: ['mean of (y − r)²', ''],
  mae: ['mean of |y − r|', ''],
  'max-error': ['max |y − r|', ''],
  'gradient-error': ['mean of |∇(y − r)|', ''],
  gmsd: ['standard deviation of (2 mᵧmᵣ + c) / (mᵧ² + mᵣ² + c)', 'Xue et al. 2014, doi:10.1109/TIP.2013.2293423'],
  flip: [
    'ΔE^(1 − Δf), colour and feature differences as the eye sees them',
    'Andersson et al. 2020, doi:10.1145/3406183',
  ],
  ssimulacra2: ['100 − 10 · f(Σ wⱼ·normⱼ)^0.628 over 108 norms of six scales', 'Sneyers 2023, SSIMULACRA 2.1'],
  checkerboard: ['root mean square over phases (i, j) of mean(y − r)[s·h + i, s·w + j]', 'docs/METRICS.md'],
};

const listed = (kind: Topic['kind'], table: Table): Topic[] =>
  Object.entries(table).map(([id, [formula, source]]) => ({ kind, id, formula, source }));

export const topics: readonly Topic[] = [...listed('method', METHODS), ...listed('metric', METRICS)];

/** What a table's column or a method is explained by; undefined where there is nothing to say. */
export const topicOf = (kind: Topic['kind'], id: string): Topic | undefined =>
  topics.find((topic) => topic.kind === kind && topic.id === id);
