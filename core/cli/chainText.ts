import {
  axisOverlap,
  layerCode,
  writeArguments,
  writeChain,
  type Evaluation,
  type Fix,
  type LegalAxis,
  type LegalSizes,
  type Row,
} from '../chain';
import { message, say, type Language, type Message, type Said } from '../messages';
import { wordsIn } from '../report/words';
import { textColumns } from '../tensor/textColumns';
import { formatShape } from '../tensor/tensor';

type Fixes = ReadonlyMap<string, readonly Fix[]>;

/** Steps that no nn.Module stands for. */
const isFunction = (kind: string): boolean => /^[a-z]/.test(kind);

/** The evaluated chain as data for other programs. */
export function chainDocument(evaluation: Evaluation, legal: LegalSizes, fixes: Fixes): object {
  const { input, output, parameters, macs, macsAtOutputSize, rows } = evaluation;
  return {
    input,
    output,
    parameters,
    macs,
    macsAtOutputSize,
    outputs: evaluation.outputs.map((name) => rows.find(({ step }) => step.name === name)?.shape ?? null),
    neverApplied: evaluation.idle.map(({ name, line, kind }) => ({ name, line, kind })),
    legalSizes: legal,
    layers: rows.map(
      ({
        step,
        shape,
        parameters: own,
        macs: rowMacs,
        macsAtOutputSize: atOutput,
        field,
        problem,
        warning,
        waitsFor,
      }) => ({
        name: step.name,
        line: step.line,
        kind: step.kind,
        code: isFunction(step.kind) ? null : layerCode(step),
        inputs: step.inputs,
        indicesOf: step.indicesOf ?? null,
        outputSize: step.outputSize ?? null,
        shape,
        parameters: own,
        macs: rowMacs,
        macsAtOutputSize: atOutput,
        receptiveField: field,
        evenOverlap: overlapWords({ step })?.isEven ?? null,
        problem: problem?.message ?? null,
        warning,
        waitsFor,
        fixes: (fixes.get(step.name) ?? []).map(({ kind, code, why, chain }) => ({
          kind,
          code,
          why,
          text: writeChain(chain),
        })),
      }),
    ),
  };
}

/** The same as a table of text, with problems and their fixes below. */
export function chainText(evaluation: Evaluation, legal: LegalSizes, fixes: Fixes, language: Language): string {
  const { input, rows, parameters, macs } = evaluation;
  const words = wordsIn(language);
  const cells = [
    [
      words('chain-layer'),
      words('chain-operation'),
      words('chain-output'),
      words('chain-parameters'),
      'MACs',
      words('chain-field'),
    ],
    ['x', words('chain-input'), formatShape(input), '', '', ''],
    ...rows.map((row) => [
      row.step.name,
      operation(row),
      say(outcome(row), language),
      String(row.parameters),
      show(row.macs),
      field(row),
    ]),
    [words('chain-total'), '', '', String(parameters), String(macs), ''],
  ];
  const remarks = rows.flatMap((row) => {
    const { name, line } = row.step;
    const sentence = row.problem?.said ?? row.problem?.message ?? row.warning;
    if (sentence === null) return [];
    const cures = (fixes.get(name) ?? []).map(({ code, whySaid }) => `    ${code}  ${say(whySaid, language)}`);
    return ['', words('chain-remark', { line, layer: name, sentence }), ...cures];
  });
  const idle = evaluation.idle.map(({ name, line, kind }) =>
    words('chain-remark', { line, layer: name, sentence: message('chain-never-applied', { kind }) }),
  );
  const uneven = rows.flatMap((row) => {
    const overlap = overlapWords(row);
    if (overlap === null || overlap.isEven) return [];
    const { name, line } = row.step;
    return [words('chain-remark', { line, layer: name, sentence: message('chain-uneven', overlap) })];
  });
  const notes = [...(uneven.length > 0 ? ['', ...uneven] : []), ...(idle.length > 0 ? ['', ...idle] : [])];
  const table = textColumns(cells, (column) => column < 2);
  return [...table, ...remarks, ...notes, '', say(sizes(legal), language)].join('\n');
}

/** How a transposed convolution's taps meet; null for every other layer. */
function overlapWords({ step }: Pick<Row, 'step'>): { kernel: number; stride: number; isEven: boolean } | null {
  if (step.kind !== 'ConvTranspose2d') return null;
  const axes = ([0, 1] as const).map((axis) => {
    const at = (name: string): number => {
      const value = step.values[name];
      return Array.isArray(value) ? Number((value as readonly number[])[axis] ?? value[0]) : Number(value);
    };
    const [kernelSize, stride, dilation] = [at('kernel_size'), at('stride'), at('dilation')];
    return { kernel: kernelSize, stride, isEven: new Set(axisOverlap({ kernelSize, stride, dilation })).size === 1 };
  });
  return axes.find(({ isEven }) => !isEven) ?? axes[0]!;
}

function operation({ step }: Row): string {
  const words = isFunction(step.kind) ? step.inputs.join(', ') : writeArguments(step);
  return `${step.kind} ${words}`.trimEnd();
}

function outcome({ shape, problem, waitsFor }: Row): Said {
  if (shape) return formatShape(shape);
  return problem ? message('chain-does-not-fit') : message('chain-waits', { layer: waitsFor ?? '' });
}

function show(count: number | null): string {
  return count === null ? '-' : String(count);
}

function field({ field: size }: Row): string {
  if (!size) return '-';
  const [h, w] = size.map((side) => String(Number(side.toFixed(2))));
  return h === w ? h! : `${h}×${w}`;
}

/** Alike on both axes in one sentence, else one for each. */
function sizes(legal: LegalSizes): Message {
  const { height, width } = legal;
  if (legal.nearest.length > 0) return message('chain-sizes', { axes: axis(message('chain-both-axes'), legal) });
  if (height.nearest.length === 0 && width.nearest.length === 0) return message('chain-sizes-none');
  const [h, w] = legal.with;
  return message('chain-sizes-each', { height: axis('H', height), width: axis('W', width), h, w });
}

function axis(name: Said, { rule, nearest }: LegalAxis): Message {
  const near = nearest.map(String);
  if (rule === null)
    return nearest.length === 0 ? message('chain-axis-none', { name }) : message('chain-axis-near', { name, near });
  const { step, remainder, from } = rule;
  if (step === 1) return message('chain-axis-from', { name, from });
  const form = remainder === 0 ? message('chain-multiples', { step }) : message('chain-of-form', { step, remainder });
  return message('chain-axis-rule', { name, form, from, near });
}
