import type { Shape } from '../../tensor/tensor';
import type { OnnxModel } from './model';
import type { Shapes } from './toNetwork';

const size = (shape: Shape | undefined): number => shape?.reduce((total, each) => total * each, 1) ?? 0;
const FLOAT_BYTES = 4;
/** Memory of a runtime beyond the values: its blocks are larger than their content. */
const ARENA = 1.2;

/** Bytes of the values that live at once while a graph runs in its order, with what transposed convolutions set aside. */
export function peakBytes({ graph }: OnnxModel, shapes: Shapes): number {
  const last = new Map<string, number>();
  graph.nodes.forEach(({ inputs }, i) => inputs.forEach((input) => last.set(input, i)));
  for (const { name } of graph.outputs) last.set(name, graph.nodes.length);
  let live = graph.inputs.reduce((total, { name }) => total + size(shapes.get(name)), 0);
  let most = live;
  graph.nodes.forEach(({ operator, inputs, outputs }, i) => {
    const made = outputs.reduce((total, output) => total + size(shapes.get(output)), 0);
    const weight = shapes.get(inputs[1] ?? '');
    const [, , h = 1, w = 1] = shapes.get(inputs[0] ?? '') ?? [];
    const aside = operator === 'ConvTranspose' && weight ? size(weight.slice(1)) * h * w : 0;
    live += made;
    most = Math.max(most, live + aside);
    for (const name of new Set([...inputs, ...outputs]))
      if ((last.get(name) ?? i) === i && !graph.initializers.has(name)) live -= size(shapes.get(name));
  });
  return most * FLOAT_BYTES * ARENA;
}
