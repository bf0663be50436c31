import type { FastOperators } from '../../kernels';
import { ssimPlane, type SsimOfPlanes } from '../../metrics';
import { C1, C2 } from '../../metrics/ssimPlane';

/** The local SSIM by the kernels, in float64 as the portable code; maps, which are seldom wanted, stay with that. */
export function ssimPlaneBy(operators: Pick<FastOperators, 'ssimPlane'>): SsimOfPlanes {
  return (x, y, options) => {
    if (options.onRow) return ssimPlane(x, y, options);
    const { taps, covarianceFactor } = options.window;
    return operators.ssimPlane(x, y, { taps: [...taps], c1: C1, c2: C2, covarianceFactor, inner: options.inner });
  };
}
