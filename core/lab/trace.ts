/** An operator taken apart: named matrices of numbers, and the steps that fill them, each with its sums and formula. */

export type MatrixRole = 'input' | 'kernel' | 'middle' | 'output';

/** A rectangle of cells. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** One plane of numbers with a name, such as `x` or `W[0,1]`. */
export interface Matrix {
  readonly id: string;
  readonly role: MatrixRole;
  readonly rows: number;
  readonly columns: number;
  /** rows * columns values before the first step; null = nothing there yet. */
  readonly values: readonly (number | null)[];
  /** The part that stays when padding removes the rim. */
  readonly kept?: Region;
}

export interface CellRef {
  readonly matrix: string;
  /** row * columns + column */
  readonly cell: number;
}

/** factor * value on its way into a cell. */
export interface Contribution {
  readonly from: CellRef;
  /** The cell of the kernel, where the factor lies in one. */
  readonly weight: CellRef | null;
  readonly factor: number;
  readonly value: number;
  readonly to: CellRef;
}

export interface Write extends CellRef {
  readonly value: number;
}

/** What a step does, for the sentence beside the picture. */
export type Phase =
  'stamp' | 'cut' | 'insert' | 'pad' | 'rotate' | 'convolve' | 'weigh' | 'pool' | 'unpool' | 'repeat' | 'shuffle';

export interface Step {
  readonly phase: Phase;
  readonly contributions: readonly Contribution[];
  readonly writes: readonly Write[];
  /** The formula with the values in place, one line each; needs no translation. */
  readonly formula: readonly string[];
}

export interface Trace {
  readonly matrices: readonly Matrix[];
  readonly steps: readonly Step[];
  /** Ids of the result's planes, one per output channel. */
  readonly outputs: readonly string[];
  /** The output size, letters first, then numbers: one line per axis that differs. */
  readonly size: readonly string[];
}

export type Values = Map<string, (number | null)[]>;

/** Every matrix as it stands after the first `count` steps. */
export function stateAfter(trace: Trace, count: number): Values {
  const state: Values = new Map(trace.matrices.map(({ id, values }) => [id, [...values]]));
  for (const { writes } of trace.steps.slice(0, count)) {
    for (const { matrix, cell, value } of writes) state.get(matrix)![cell] = value;
  }
  return state;
}

/** The result: [C, H, W] in one row of values, as an operator gives it. */
export function finalValues(trace: Trace): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const state = stateAfter(trace, trace.steps.length);
  const planes = trace.outputs.map((id) => state.get(id)!.map((value) => value ?? NaN));
  const first = trace.matrices.find(({ id }) => id === trace.outputs[0])!;
  return { shape: [planes.length, first.rows, first.columns], data: Float32Array.from(planes.flat()) };
}

/** At most three decimals, as short as they go; a true minus sign. */
export function formatValue(value: number | null): string {
  if (value === null) return '';
  const text = String(Number(value.toFixed(3)));
  return text === '-0' ? '0' : text.replace('-', '−');
}

/** A factor in a product: negative ones in brackets. */
const factorText = (value: number): string => (value < 0 ? `(${formatValue(value)})` : formatValue(value));

/** `0.5·3 + 0.5·1` */
export function productSum(contributions: readonly Contribution[]): string {
  if (contributions.length === 0) return '0';
  return contributions.map(({ factor, value }) => `${factorText(value)}·${factorText(factor)}`).join(' + ');
}

/** `y[1,2]` */
export function cellName(id: string, row: number, column: number): string {
  return `${id}[${row},${column}]`;
}

/** `x` alone, or `x0`, `x1`, ... where there are several. */
export function planeName(letter: string, index: number, count: number): string {
  return count === 1 ? letter : `${letter}${index}`;
}
