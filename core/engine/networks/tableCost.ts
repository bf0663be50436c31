import type { CostAt, TableCost } from '../../experiment/paperTable';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { openNetworkCounter, type NetworkCounter } from './networkCost';
import type { NetworkRuntime } from './networkRuntime';

/** Of a network that enlarges by the scale, or that is given the picture enlarged already, as the first ones were. */
export async function tableCostOfNetwork(
  { name, path, scale }: { readonly name: string; readonly path: string; readonly scale: number },
  { width, height }: Pick<CostAt, 'width' | 'height'>,
  runtime: NetworkRuntime,
  signal?: AbortSignal,
): Promise<TableCost> {
  let counter: NetworkCounter | undefined;
  try {
    counter = await openNetworkCounter(path, name, runtime, signal);
    const [h, w] = [Math.ceil(height / scale), Math.ceil(width / scale)];
    const small = await counter.at(h, w);
    const isWhole = small.output[0] === h && small.output[1] === w;
    const { parameters, macs, macsAtOutputSize, output } = isWhole ? await counter.at(height, width) : small;
    if (!isWhole && (output[0] !== h * scale || output[1] !== w * scale))
      throw new UpbenchError(
        'size-mismatch',
        message('table-network-other', { name, scale, output: `${output[1]}×${output[0]}`, input: `${w}×${h}` }),
      );
    return { parameters, macs, macsAtOutputSize, output, source: 'counted' };
  } finally {
    await counter?.close();
  }
}
