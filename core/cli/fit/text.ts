import { formatFixed } from '../../experiment/shown';
import { say } from '../../messages';
import type { FitResult } from '../../engine/thread/jobs';
import type { FitMeasure } from '../../experiment/fitRun';

const dB = ({ psnr, pictures }: FitMeasure): string =>
  `${psnr === Infinity ? 'no error' : `${formatFixed(psnr, 3)} dB`} on ${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`;
const seconds = (ms: number): string => `${formatFixed(ms / 1000, 2)} s`;

/** A fit in words, a line for each thing. */
export function fitText(result: FitResult): string {
  const { train, holdOut, folds, times } = result;
  const rows: [string, string][] = [
    ['Layer', result.layer],
    ['Weights', `${result.weightShape.join('×')}, ${say(result.origin)}`],
    ['Training', `PSNR ${dB(train)}; mean squared error ${train.mse.toExponential(5)}`],
  ];
  if (holdOut)
    rows.push(['Held out', `PSNR ${dB(holdOut)}; ${formatFixed(train.psnr - holdOut.psnr, 3)} dB between the two`]);
  if (folds.length > 0) {
    const mean = (pick: 'train' | 'test'): number =>
      folds.reduce((sum, fold) => sum + fold[pick].psnr, 0) / folds.length;
    const [on, off] = [mean('train'), mean('test')];
    rows.push([
      'Folds',
      `${folds.length}: mean PSNR ${formatFixed(on, 3)} dB where fitted, ${formatFixed(off, 3)} dB where not`,
    ]);
  }
  rows.push(
    ['Equations', `${result.rows} positions, ${result.unknowns} unknowns per output, lambda ${result.lambda}`],
    ['Condition', `about ${result.condition.toPrecision(3)}; largest gradient ${result.gradient.toExponential(1)}`],
    ['Time', `reading ${seconds(times.decode)}, sums ${seconds(times.moments)}, solving ${seconds(times.solve)}`],
    ...result.notes.map((note): [string, string] => ['Note', note]),
    ['', 'PSNR is of the values before clamping and rounding, over all pictures together.'],
  );
  return rows.map(([name, value]) => `${name.padEnd(10)} ${value}`).join('\n');
}
