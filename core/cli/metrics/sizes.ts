import { message, type Message } from '../../messages';
import { fitSizes, type Cause, type SizeFit } from '../../metrics';
import { UpbenchError } from '../../tensor/errors';
import { cropRaster, type Raster } from '../../tensor/raster';
import type { MetricsPlan } from './options';

/** Two pictures of one size, and what was left out for that. */
interface Comparable {
  readonly reference: Raster;
  readonly picture: Raster;
  readonly notes: readonly Message[];
  readonly causes: readonly Cause[];
}

/**
 * Pictures of one size as they are. Different sizes are refused with the crop that fits, but a region inside both is
 * measured, and --why measures what fits and says so.
 */
export function comparablePair(reference: Raster, picture: Raster, plan: MetricsPlan): Comparable {
  const isSame = reference.width === picture.width && reference.height === picture.height;
  if (isSame) return { reference, picture, notes: [], causes: [] };
  const width = Math.min(reference.width, picture.width);
  const height = Math.min(reference.height, picture.height);
  const { roi } = plan;
  if (roi && roi.x + roi.width <= width && roi.y + roi.height <= height) {
    const common = (raster: Raster): Raster =>
      cropRaster(raster, { right: raster.width - width, bottom: raster.height - height });
    return { reference: common(reference), picture: common(picture), notes: [], causes: [] };
  }
  const fit = fitSizes(reference, picture);
  const causes = fit ? sizeCauses(fit) : [];
  if (fit && plan.why) return { ...fit, notes: [cureOf(causes)], causes };
  const sizes = {
    reference: `${reference.width}×${reference.height}`,
    picture: `${picture.width}×${picture.height}`,
  };
  throw new UpbenchError(
    'size-mismatch',
    fit ? message('why-sizes-cure', { ...sizes, cure: cureOf(causes) }) : message('why-sizes', sizes),
  );
}

function cureOf(causes: readonly Cause[]): Message {
  return message('why-size-cure', { causes: causes.map(({ words }) => words) });
}

/** "1 px at the right and 1 px at the bottom left out of the reference". */
function sizeCauses(fit: SizeFit): Cause[] {
  return (['reference', 'picture'] as const).flatMap((whose) => {
    const margins = whose === 'reference' ? fit.ofReference : fit.ofPicture;
    if (margins.every((px) => px === 0)) return [];
    const sides = ['left', 'top', 'right', 'bottom'] as const;
    const parts = sides.flatMap((side, i) =>
      margins[i]! > 0 ? [message('why-margin', { px: margins[i]!, side: message(`why-side-${side}`) })] : [],
    );
    return [
      {
        id: 'size',
        value: `${whose} ${margins.join(',')}`,
        words: message('why-size', { margins: parts, whose: message(`why-whose-${whose}`) }),
      },
    ];
  });
}
