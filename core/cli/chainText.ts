import {
  layerCode,
  writeArguments,
  writeChain,
  type Evaluation,
  type Fix,
  type LegalAxis,
  type LegalSizes,
  type Row,
} from '../chain';
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

/** The same as a table of text, with problems and what cures them below. */
export function chainText(evaluation: Evaluation, legal: LegalSizes, fixes: Fixes): string {
  const { input, rows, parameters, macs } = evaluation;
  const cells = [
    ['Layer', 'Operation', 'Output N×C×H×W', 'Params', 'MACs', 'Field'],
    ['x', 'input', formatShape(input), '', '', ''],
    ...rows.map((row) => [
      row.step.name,
      operation(row),
      outcome(row),
      String(row.parameters),
      show(row.macs),
      field(row),
    ]),
    ['Total', '', '', String(parameters), String(macs), ''],
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => [...row[column]!].length)));
  const pad = (cell: string, column: number): string => {
    const gap = ' '.repeat(widths[column]! - [...cell].length);
    return column < 2 ? cell + gap : gap + cell;
  };
  const remarks = rows.flatMap((row) => {
    const said = row.problem?.message ?? row.warning;
    if (said === null) return [];
    const cures = (fixes.get(row.step.name) ?? []).map(({ code, why }) => `    ${code}  ${why}`);
    return ['', `Line ${row.step.line}, ${row.step.name}: ${said}`, ...cures];
  });
  const idle = evaluation.idle.map(({ name, line, kind }) => `Line ${line}, ${name}: ${kind} is never applied.`);
  const notes = idle.length > 0 ? ['', ...idle] : [];
  return [...cells.map((row) => row.map(pad).join('  ').trimEnd()), ...remarks, ...notes, '', sizes(legal)].join('\n');
}

function operation({ step }: Row): string {
  const words = isFunction(step.kind) ? step.inputs.join(', ') : writeArguments(step);
  return `${step.kind} ${words}`.trimEnd();
}

function outcome({ shape, problem, waitsFor }: Row): string {
  if (shape) return formatShape(shape);
  return problem ? 'does not fit' : `waits for ${waitsFor ?? ''}`;
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
function sizes(legal: LegalSizes): string {
  const { height, width } = legal;
  if (legal.nearest.length > 0) return `Legal sizes: ${axis('H and W', legal)}.`;
  if (height.nearest.length === 0 && width.nearest.length === 0) return 'Legal sizes: none near this one.';
  const [h, w] = legal.with;
  return `Legal sizes: ${axis('H', height)} (with W ${w}); ${axis('W', width)} (with H ${h}).`;
}

function axis(name: string, { rule, nearest }: LegalAxis): string {
  if (rule === null) return nearest.length === 0 ? `${name} none near` : `${name} ${nearest.join(', ')}`;
  const { step, remainder, from } = rule;
  if (step === 1) return `${name} from ${from}`;
  const form = remainder === 0 ? `multiples of ${step}` : `${step}n + ${remainder}`;
  return `${name} ${form}, from ${from}, near this one ${nearest.join(', ')}`;
}
