import type { ParameterValues } from '../upsamplers';
import { short } from './provenanceTorch';

interface Value {
  readonly method: string;
  readonly parameters: ParameterValues;
  readonly scale: number;
  readonly channel: number;
  readonly y: number;
  readonly x: number;
  readonly taps: readonly {
    readonly channel: number;
    readonly y: number;
    readonly x: number;
    readonly weight: number;
    /** In units of the file. */
    readonly value: number;
  }[];
  readonly bias: number;
  /** The value of white in a file of whole numbers; null for floats, which are not rounded. */
  readonly white: number | null;
  readonly stored: number;
  /** Lines that run the layer itself. */
  readonly torch: readonly string[];
}

const literal = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);

/** Python that makes one output value again from its input values and weights, with NumPy alone, checks it, and runs the layer beside. */
export function provenancePython(of: Value): string {
  const parameters = Object.entries(of.parameters).map(([name, value]) => `${name}=${literal(value)}`);
  const taps = of.taps.map(
    ({ channel, y, x, weight, value }) => `    (${channel}, ${y}, ${x}, ${short(weight)}, ${short(value)}),`,
  );
  return [
    `# ${of.method}(${parameters.join(', ')}), scale ${of.scale}`,
    `# Output channel ${of.channel}, row ${of.y}, column ${of.x}`,
    'import numpy as np',
    '',
    '# channel, row and column of the input; weight; value',
    ...(taps.length > 0 ? ['taps = np.array([', ...taps, '])'] : ['taps = np.zeros((0, 5))']),
    `bias = ${short(of.bias)}`,
    'total = bias + float(taps[:, 3] @ taps[:, 4])',
    ...(of.white === null ? ['output = total'] : [`output = int(min(max(np.floor(total + 0.5), 0), ${of.white}))`]),
    "print('sum', round(total, 4), 'output', output)",
    of.white === null
      ? `assert abs(output - ${String(of.stored)}) <= 1e-5 * max(1, abs(output))`
      : `assert output == ${String(of.stored)}`,
    ...of.torch,
    '',
  ].join('\n');
}
