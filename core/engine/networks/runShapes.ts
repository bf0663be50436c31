import { shapeName } from '../../network/onnx/edit';
import type { OnnxModel } from '../../network/onnx/model';
import type { Shape } from '../../tensor/tensor';
import type { Answers } from './runtimeMessages';

/** What these make is a list of tensors, or perhaps none: it has no shape. */
const WITHOUT_SHAPE = [
  'SequenceConstruct',
  'SequenceEmpty',
  'SequenceInsert',
  'SequenceErase',
  'SequenceMap',
  'SplitToSequence',
  'Optional',
];

/** Tensors that the nodes of a network make; a run says their shapes where `editModel` is asked for these. */
export const madeTensors = ({ graph }: OnnxModel): string[] => [
  ...new Set(
    graph.nodes.flatMap(({ operator, outputs }) =>
      WITHOUT_SHAPE.includes(operator) ? [] : outputs.filter((output) => output !== ''),
    ),
  ),
];

/** Shapes of every tensor of a run: inputs, what the nodes made, and what is stored. */
export function runShapes(
  { graph }: OnnxModel,
  inputs: readonly { readonly name: string; readonly shape: Shape }[],
  made: readonly string[],
  results: Readonly<Answers>,
): Map<string, Shape> {
  const shapes = new Map<string, Shape>(inputs.map(({ name, shape }) => [name, shape]));
  for (const tensor of made) {
    const found = results[shapeName(tensor)];
    if (found) shapes.set(tensor, Array.from(found.data as BigInt64Array, Number));
  }
  for (const [tensor, stored] of graph.initializers) shapes.set(tensor, stored.shape);
  return shapes;
}
