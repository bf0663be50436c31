import type { FastOperators } from '../../kernels';
import type { BytePairs } from '../../metrics/bytePairs';
import { C1, C2, ssimPlane, type SsimOfPlanes } from '../../metrics/ssimPlane';

/** The local SSIM by the kernels, in float64 as the portable code; maps, which are seldom wanted, stay with that. */
export function ssimPlaneBy(operators: Pick<FastOperators, 'ssimPlane'>): SsimOfPlanes {
  return (x, y, options) => {
    if (options.onRow) return ssimPlane(x, y, options);
    const { taps, covarianceFactor } = options.window;
    return operators.ssimPlane(x, y, { taps: [...taps], c1: C1, c2: C2, covarianceFactor, inner: options.inner });
  };
}

/** The passes over 8-bit pictures by the kernels. */
export function bytePairsBy({ bytePairs }: Pick<FastOperators, 'bytePairs'>): BytePairs {
  return {
    differences: (pair, part) => bytePairs.differences(pair, part),
    lumaSquares: (pair, part) => bytePairs.lumaSquares(pair, part),
    phases: (pair, part, stride) => bytePairs.phases(pair, part, stride),
    ssim(pair, { window, ...options }) {
      const { taps, covarianceFactor } = window;
      return bytePairs.ssim(pair, { ...options, taps: [...taps], c1: C1, c2: C2, covarianceFactor });
    },
    forget: () => bytePairs.forget(),
  };
}
