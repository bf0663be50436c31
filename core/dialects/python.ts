import type { Kernel, ResampleRule } from '../ops/resampleRule';
import type { RuleMatch } from './match';
import type { Dialect } from './table';

/** What a row of the table does beside its rule, and the factor that was given. */
type Around = Pick<RuleMatch, 'scale' | 'copiesSameSize'> & Pick<Dialect, 'smoothed' | 'clamped'>;
type Size = readonly [height: number | string, width: number | string];

/** PyTorch code that follows a rule step by step, for rules that no function of PyTorch has. */
export function rulePython(rule: ResampleRule, size: Size, around: Around = {}): string[] {
  const [height, width] = size;
  return [
    ...(around.clamped ? ['low, high = x.min(), x.max()'] : []),
    `H, W = ${height}, ${width}`,
    ...(around.smoothed ? SMOOTHED_PYTHON : []),
    ...resamplePython(rule, around),
    ...(around.clamped ? ['y = y.clamp(low, high)'] : []),
  ];
}

/** scikit-image's anti_aliasing: a Gaussian before the pixels are taken. */
const SMOOTHED_PYTHON = [
  'from scipy import ndimage',
  'sigma = [0] * (x.ndim - 2) + [max(0, (x.shape[-2] / H - 1) / 2), max(0, (x.shape[-1] / W - 1) / 2)]',
  "x = torch.from_numpy(ndimage.gaussian_filter(x.numpy(), sigma, mode='mirror'))",
];

function resamplePython(rule: ResampleRule, { scale, copiesSameSize }: Around): string[] {
  const { kernel } = rule;
  const given = copiesSameSize ? `(1 if m == m_in else 1 / ${scale})` : `(1 / ${scale})`;
  const step = scale === undefined ? '(m_in / m)' : given;
  const position = positionPython(rule).replaceAll('(m_in / m)', step);
  if (kernel.kind === 'nearest')
    return [
      `n = torch.${kernel.single ? 'float32' : 'float64'}`,
      'def pick(m_in, m):',
      ...(kernel.fixed
        ? [
            '    step = (m_in * 65536 + m // 2) // m',
            '    return ((step * torch.arange(m) + step // 2 - 1) // 65536).clamp(0, m_in - 1)',
          ]
        : [
            '    d = torch.arange(m, dtype=n)',
            `    at = ${position}`,
            `    return ${roundingPython(kernel)}.long().clamp(0, m_in - 1)`,
          ]),
      'y = x[..., pick(x.shape[-2], H), :][..., pick(x.shape[-1], W)]',
    ];
  if (kernel.kind === 'spline')
    return [
      'from scipy import ndimage',
      'zoom = [1] * (x.ndim - 2) + [H / x.shape[-2], W / x.shape[-1]]',
      `y = torch.from_numpy(ndimage.zoom(x.numpy(), zoom, order=${kernel.order ?? 3}, mode='mirror', grid_mode=True))`,
    ];
  if (kernel.kind === 'windows') return ['y = F.adaptive_avg_pool2d(x, (H, W))'];
  return [
    'n = torch.float64',
    'def matrix(m_in, m):  # [m, m_in]: weights of m_in inputs in each of m outputs',
    '    d = torch.arange(m, dtype=n)',
    ...(kernel.kind === 'coverage'
      ? [
          '    i = torch.arange(m_in, dtype=n)',
          '    step = m_in / m',
          '    low, high = (d * step)[:, None], ((d + 1) * step)[:, None]',
          '    out = (torch.minimum(i + 1, high) - torch.maximum(i, low)).clamp(min=0)',
        ]
      : [
          `    at = ${position}`,
          ...(kernel.kind === 'cubic' && kernel.steps !== undefined
            ? [`    at = at.floor() + ((at - at.floor()) * ${kernel.steps} + 0.5).floor() / ${kernel.steps}`]
            : []),
          ...(rule.antialias
            ? [
                `    wide = max(1, ${step})  # the kernel is as wide as the step when making smaller`,
                `    reach = int(${REACH} * wide) + 1`,
                '    i = torch.arange(-reach, m_in + reach)',
                '    t = (i - at[:, None]) / wide',
              ]
            : [`    i = torch.arange(-${REACH}, m_in + ${REACH})`, '    t = i - at[:, None]']),
          ...(kernel.kind === 'box' ? [] : ['    t = t.abs()']),
          `    w = ${kernelPython(kernel)}`,
          ...borderPython(rule),
        ]),
    ...(rule.border === 'zeros' ? ['    return out'] : ['    return out / out.sum(1, keepdim=True)']),
    'y = (matrix(x.shape[-2], H) @ x.to(n) @ matrix(x.shape[-1], W).T).float()',
  ];
}

/** Pixels beyond the picture that a kernel may see, at a step of one. */
const REACH = 6;

function positionPython({ coordinates }: ResampleRule): string {
  switch (coordinates) {
    case 'half-pixel':
    case 'half-pixel-symmetric':
      return '(d + 0.5) * (m_in / m) - 0.5';
    case 'pytorch-half-pixel':
      return '(d + 0.5) * (m_in / m) - 0.5 if m > 1 else d * 0';
    case 'align-corners':
      return 'd * ((m_in - 1) / max(m - 1, 1))';
    case 'asymmetric':
      return 'd * (m_in / m)';
    case 'half-pixel-floor':
      return '(d + 0.5) * (m_in / m)';
    case 'opencv-area':
      return '(d * m_in / m).floor() + (d + 1 - ((d * m_in / m).floor() + 1) * m / m_in).clamp(min=0) % 1';
  }
}

function roundingPython({ rounding }: Extract<Kernel, { kind: 'nearest' }>): string {
  switch (rounding) {
    case 'floor':
      return 'at.floor()';
    case 'ceil':
      return 'at.ceil()';
    case 'round-prefer-floor':
      return '(at - 0.5).ceil()';
    case 'round-prefer-ceil':
      return '(at + 0.5).floor()';
    case 'round-even':
      return 'at.round()';
  }
}

function kernelPython(kernel: Kernel): string {
  switch (kernel.kind) {
    case 'box':
      return '((t > -0.5) & (t <= 0.5)).to(n)';
    case 'linear':
      return '(1 - t).clamp(min=0)';
    case 'hamming':
      return 'torch.sinc(t) * (0.54 + 0.46 * torch.cos(torch.pi * t)) * (t < 1)';
    case 'mitchell':
      return 'torch.where(t < 1, ((21 * t - 36) * t * t + 16) / 18, torch.where(t < 2, (((-7 * t + 36) * t - 60) * t + 32) / 18, 0 * t))';
    case 'gaussian':
      return 'torch.exp(-2 * t * t) * (t < 1.5)';
    case 'cubic': {
      const { a } = kernel;
      return `torch.where(t <= 1, ((${a} + 2) * t - (${a} + 3)) * t * t + 1, torch.where(t < 2, (((t - 5) * t + 8) * t - 4) * ${a}, 0 * t))`;
    }
    case 'lanczos':
      return `torch.sinc(t) * torch.sinc(t / ${kernel.lobes}) * (t < ${kernel.lobes})`;
    default:
      return 't';
  }
}

function borderPython({ border }: ResampleRule): string[] {
  const inside: Record<ResampleRule['border'], string> = {
    replicate: 'i.clamp(0, m_in - 1)',
    mirror: 'torch.where((i % (2 * m_in)) < m_in, i % (2 * m_in), 2 * m_in - 1 - i % (2 * m_in))',
    reflect:
      'torch.where((i % max(2 * m_in - 2, 1)) < m_in, i % max(2 * m_in - 2, 1), 2 * m_in - 2 - i % max(2 * m_in - 2, 1))',
    renormalise: 'i.clamp(0, m_in - 1)',
    zeros: 'i.clamp(0, m_in - 1)',
  };
  const cuts = border === 'renormalise' || border === 'zeros';
  return [
    ...(cuts ? ['    w = w * ((i >= 0) & (i < m_in))'] : []),
    `    out = torch.zeros(m, m_in, dtype=n).index_add_(1, ${inside[border]}, w)`,
  ];
}
