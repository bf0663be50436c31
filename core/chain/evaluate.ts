import { message, say, type Message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { Size } from '../tensor/options';
import { sizeJustMissed } from '../tensor/sizes';
import { elementCount, type Shape } from '../tensor/tensor';
import { layerCost } from './layerCost';
import { fieldOf, type FieldSteps } from './receptiveField';
import { layerShape } from './layerShape';
import { INPUT, type Chain, type Step } from './program';

export interface Problem {
  /** A sentence. */
  readonly message: string;
  readonly said?: Message | undefined;
  /** PyTorch name of the argument at fault, `size` or `channels` where inputs do not match. */
  readonly parameter?: string | undefined;
  /** Arguments that would be right. */
  readonly fix?: Readonly<Record<string, number | string | boolean>> | undefined;
}

/** A step with everything known of it. */
export interface Row {
  readonly step: Step;
  /** [N, C, H, W] of what goes in; empty where it is not known. */
  readonly inputShapes: readonly Shape[];
  /** [N, C, H, W], or null where it or something before it does not fit. */
  readonly shape: Shape | null;
  readonly parameters: number;
  /** Multiply-adds by definition; null without a shape. */
  readonly macs: number | null;
  readonly macsAtOutputSize: number | null;
  /** Most input pixels that any value away from the border depends on, [height, width]; null where there are no pixels. */
  readonly field: readonly [number, number] | null;
  readonly problem: Problem | null;
  /** True-to-PyTorch but probably not meant, in a sentence. */
  readonly warning: string | null;
  readonly warningSaid?: Message | undefined;
  /** Whether the warning names a better way to write what fits. */
  readonly isHint?: true;
  /** The step before it that does not fit. */
  readonly waitsFor: string | null;
}

export interface Evaluation {
  /** [N, C, H, W] */
  readonly input: Shape;
  readonly rows: readonly Row[];
  /** Shape after the last step; null where something does not fit. */
  readonly output: Shape | null;
  /** Names of the steps whose results are given back. */
  readonly outputs: readonly string[];
  /** Layers that are never applied; their parameters count. */
  readonly idle: readonly Step[];
  readonly parameters: number;
  /** Up to the first step that does not fit. */
  readonly macs: number;
  readonly macsAtOutputSize: number;
}

/** Follows `input` [N, C, H, W] or [C, H, W] through the chain; what does not fit is part of the answer. */
export function evaluateChain(given: Chain, input: Shape, withFields = true): Evaluation {
  const chain = given.at && given.input?.join() !== input.join() ? given.at(input) : given;
  const start = input.length === 3 ? [1, ...input] : [...input];
  elementCount(start);
  const shapes = new Map<string, Shape>([[INPUT, start]]);
  const fields: FieldSteps = new Map();
  const blocked = new Map<string, string>();
  const rows = chain.steps.map((step): Row => {
    const culprit = [...step.inputs, ...referred(step)]
      .map((name) => blocked.get(name))
      .find((name) => name !== undefined);
    const inputShapes = step.inputs.map((name) => shapes.get(name)).filter((shape) => shape !== undefined);
    if (culprit !== undefined) {
      blocked.set(step.name, culprit);
      return { ...unknown(step), inputShapes, parameters: parametersAlone(step), waitsFor: culprit };
    }
    try {
      const shape = layerShape(step, { inputs: inputShapes, shapeOf: (name) => shapes.get(name) ?? null });
      elementCount(shape);
      const cost = layerCost(step, inputShapes[0] ?? start, shape);
      shapes.set(step.name, shape);
      fields.set(step.name, { step, input: inputShapes[0] ?? start, output: shape });
      return {
        ...unknown(step),
        ...cost,
        inputShapes,
        shape,
        field: withFields && shape.length === 4 && start.length === 4 ? fieldOf(step.name, fields) : null,
        ...warningOf(step, shape, shapes, chain),
        ...hintOf(step, inputShapes[0] ?? start),
      };
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      blocked.set(step.name, step.name);
      const { parameter, fix } = error.details;
      const problem = { message: error.message, said: error.said, parameter, fix };
      return { ...unknown(step), inputShapes, parameters: parametersAlone(step), problem };
    }
  });
  const last = chain.results?.[0] ?? chain.steps.at(-1)?.name ?? INPUT;
  const idle = chain.idle ?? [];
  const sum = (of: (row: Row) => number | null): number => rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  return {
    input: start,
    rows,
    output: shapes.get(last) ?? null,
    outputs: chain.results ?? [last],
    idle,
    parameters:
      sum((row) => row.parameters) +
      (chain.parametersBeside ?? 0) +
      idle.reduce((total, step) => total + parametersAlone(step), 0),
    macs: sum((row) => row.macs),
    macsAtOutputSize: sum((row) => row.macsAtOutputSize),
  };
}

/** Whether every step fits, with nothing to warn of. */
export function goesThrough(chain: Chain, input: Shape): boolean {
  try {
    const { rows, output } = evaluateChain(chain, input, false);
    return output !== null && rows.every((row) => row.shape !== null && (row.warning === null || row.isHint));
  } catch (error) {
    if (error instanceof UpbenchError) return false;
    throw error;
  }
}

function unknown(step: Step): Row {
  return {
    step,
    inputShapes: [],
    shape: null,
    parameters: 0,
    macs: null,
    macsAtOutputSize: null,
    field: null,
    problem: null,
    warning: null,
    waitsFor: null,
  };
}

/** Steps whose shape this one needs besides its inputs. */
function referred({ outputSize, indicesOf, values }: Step): string[] {
  const refs = Object.values(values).flatMap((value) =>
    typeof value === 'object' && value !== null && 'ref' in value ? [value.ref] : [],
  );
  return [
    ...refs,
    ...(typeof outputSize === 'string' ? [outputSize] : []),
    ...(indicesOf === undefined ? [] : [indicesOf]),
  ];
}

/** A layer has its weights whether or not anything fits it. */
function parametersAlone(step: Step): number {
  const { parameters } = layerCost(step, [1, 1, 1, 1], [1, 1, 1, 1]);
  return Number.isFinite(parameters) ? parameters : 0;
}

/** A factor whose product with the size ends just below a whole number: the output is one smaller than meant. */
function hintOf({ name, kind, values }: Step, input: Shape): Pick<Row, 'warning' | 'warningSaid' | 'isHint'> | null {
  if (kind !== 'Upsample' || input.length !== 4) return null;
  const size: Size = [input[2]!, input[3]!];
  const meant = sizeJustMissed(size, values['scale_factor']);
  if (meant === null) return null;
  const said = message('scale-just-missed', { name, meant: meant.join(', ') });
  return { warning: say(said), warningSaid: said, isHint: true };
}

/** Unpooling to another size than the pooling had puts the values in wrong places, and PyTorch does not warn. */
function warningOf(
  step: Step,
  shape: Shape,
  shapes: ReadonlyMap<string, Shape>,
  { steps }: Chain,
): Pick<Row, 'warning' | 'warningSaid'> {
  const pool = steps.find(({ name }) => name === step.indicesOf);
  const before = pool && shapes.get(pool.inputs[0] ?? INPUT);
  if (!pool || !before || before.slice(-2).join() === shape.slice(-2).join()) return { warning: null };
  const [there = '', here = ''] = [before, shape].map((sizes) => sizes.slice(-2).join('×'));
  const said = message('unpool-wrong-places', { name: step.name, here, pool: pool.name, there });
  return { warning: say(said), warningSaid: said };
}
