import type { BlobRef } from '@core/engine/contract/contract';
import type { CheckerboardDetail, MeasureDetail, SpectrumDetail } from '@core/engine/contract/numbersSchema';

/** Answers of the right shape, with values that a test can find again. */
export function fakeCheckerboard(stride: number): CheckerboardDetail {
  const phaseMeans = Array.from({ length: stride }, (_, i) =>
    Array.from({ length: stride }, (_unused, j) => ((i + j) % 2 === 0 ? 1.5 : -1.5)),
  );
  const peak = { decibels: 21.5, fy: 0.5, fx: 0.5 };
  return { stride, global: 1.5, local: 1.75, phaseMeans, peak, referencePeak: { ...peak, decibels: 1.25 } };
}

export function fakeSpectrum(blob: BlobRef): SpectrumDetail {
  const radius = Array.from({ length: 12 }, (_, i) => (i / 11) * Math.SQRT1_2);
  return {
    width: 64,
    height: 48,
    lowDb: -70,
    highDb: 30,
    differenceDb: 40,
    output: blob,
    reference: blob,
    difference: blob,
    harmonics: [{ fy: 0.5, fx: 0.5 }],
    radial: { radius, output: radius.map((r) => 30 - 90 * r), reference: radius.map((r) => 30 - 100 * r) },
  };
}

export function fakeMeasure(protocol: string): MeasureDetail {
  const words = `SSIM, crop 0, ${protocol}`;
  return {
    metrics: [{ id: 'ssim', value: 0.9123, unit: '', better: 'higher', region: 'full', protocol: words }],
    unavailable: [{ id: 'ms-ssim', region: 'full', reason: 'MS-SSIM needs at least 161×161 pixels.' }],
    why: [
      {
        id: 'ssim',
        rows: [{ protocol: 'saved-file', title: 'Saved file', value: 0.9123, words }],
        explanations: [
          {
            causes: [{ id: 'ssim-window', value: 'uniform-7' }],
            predicted: 0.9201,
            left: 0,
            text: '0.9201 is what comes out with a uniform 7x7 window: 0.9201, nothing left.',
          },
        ],
      },
    ],
  };
}
