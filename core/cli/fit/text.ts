import { formatFixed } from '../../experiment/shown';
import { message, say, type Language, type Message, type Said } from '../../messages';
import { padAfter } from '../../tensor/textColumns';
import type { FitResult } from '../../engine/thread/jobs';
import type { FitMeasure } from '../../experiment/fitRun';

const seconds = (ms: number): string => formatFixed(ms / 1000, 2);

/** A fit in words, a line for each thing. */
export function fitText(result: FitResult, language: Language): string {
  const { train, holdOut, folds, times } = result;
  const psnrOf = ({ psnr, pictures }: FitMeasure): Message =>
    message('fit-psnr', {
      psnr: psnr === Infinity ? message('fit-no-error') : `${formatFixed(psnr, 3)} dB`,
      pictures,
    });
  const rows: [Message | string, Said][] = [
    [message('fit-layer'), result.layer],
    [message('fit-weights'), `${result.weightShape.join('×')}, ${say(result.origin, language)}`],
    [message('fit-training'), message('fit-training-row', { psnr: psnrOf(train), mse: train.mse.toExponential(5) })],
  ];
  if (holdOut) {
    const gap = formatFixed(train.psnr - holdOut.psnr, 3);
    rows.push([message('fit-held-out'), message('fit-held-out-row', { psnr: psnrOf(holdOut), gap })]);
  }
  if (folds.length > 0) {
    const mean = (pick: 'train' | 'test'): string =>
      formatFixed(folds.reduce((sum, fold) => sum + fold[pick].psnr, 0) / folds.length, 3);
    const words = { count: folds.length, on: mean('train'), off: mean('test') };
    rows.push([message('fit-folds'), message('fit-folds-row', words)]);
  }
  const { rows: positions, unknowns, lambda } = result;
  const condition = { condition: result.condition.toPrecision(3), gradient: result.gradient.toExponential(1) };
  const spent = { reading: seconds(times.decode), sums: seconds(times.moments), solving: seconds(times.solve) };
  rows.push(
    [message('fit-equations'), message('fit-equations-row', { rows: positions, unknowns, lambda })],
    [message('fit-condition'), message('fit-condition-row', condition)],
    [message('fit-time'), message('fit-time-row', spent)],
    ...result.notes.map((note): [Message, Said] => [message('fit-note'), note]),
    ['', message('fit-psnr-note')],
  );
  return rows.map(([name, value]) => `${padAfter(say(name, language), 10)} ${say(value, language)}`).join('\n');
}
