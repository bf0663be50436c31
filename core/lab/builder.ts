import type { Tensor } from '../tensor/tensor';
import {
  planeName,
  type CellRef,
  type Contribution,
  type Matrix,
  type MatrixRole,
  type Phase,
  type Region,
  type Step,
  type Trace,
  type Write,
} from './trace';

/** Collects matrices and steps, and keeps the running values that later steps read. */
export class TraceBuilder {
  private readonly matrices: Matrix[] = [];
  private readonly steps: Step[] = [];
  private readonly running = new Map<string, (number | null)[]>();

  add(id: string, role: MatrixRole, rows: number, columns: number, values?: ArrayLike<number>, kept?: Region): string {
    const filled = values ? Array.from(values) : new Array<null>(rows * columns).fill(null);
    this.matrices.push({ id, role, rows, columns, values: filled, ...(kept ? { kept } : {}) });
    this.running.set(id, [...filled]);
    return id;
  }

  /** One matrix per channel of [C, H, W]; the ids. */
  addPlanes(letter: string, role: MatrixRole, tensor: Tensor): string[] {
    const [channels = 0, rows = 0, columns = 0] = tensor.shape;
    return Array.from({ length: channels }, (_, c) => {
      const plane = tensor.data.subarray(c * rows * columns, (c + 1) * rows * columns);
      return this.add(planeName(letter, c, channels), role, rows, columns, plane);
    });
  }

  /** Empty planes; the ids. */
  addEmpty(letter: string, role: MatrixRole, count: number, rows: number, columns: number, kept?: Region): string[] {
    return Array.from({ length: count }, (_, c) =>
      this.add(planeName(letter, c, count), role, rows, columns, undefined, kept),
    );
  }

  /** One matrix per [a, b] of a kernel [A, B, k, k]: `k`, or `k[a,b]`. */
  addKernels(letter: string, weight: Tensor): string[][] {
    const [A = 0, B = 0, kH = 0, kW = 0] = weight.shape;
    return Array.from({ length: A }, (_, a) =>
      Array.from({ length: B }, (__, b) => {
        const base = (a * B + b) * kH * kW;
        const id = A * B === 1 ? letter : `${letter}[${a},${b}]`;
        return this.add(id, 'kernel', kH, kW, weight.data.subarray(base, base + kH * kW));
      }),
    );
  }

  /** The value of a cell as it stands; an empty one counts as 0. */
  at({ matrix, cell }: CellRef): number {
    return this.running.get(matrix)![cell] ?? 0;
  }

  step(
    phase: Phase,
    contributions: readonly Contribution[],
    writes: readonly Write[],
    formula: readonly string[],
  ): void {
    for (const { matrix, cell, value } of writes) this.running.get(matrix)![cell] = value;
    this.steps.push({ phase, contributions, writes, formula });
  }

  /** A whole matrix filled in one step from cells of others. */
  fill(
    phase: Phase,
    targets: readonly string[],
    source: (target: string, row: number, column: number) => CellRef | null,
    formula: readonly string[],
  ): void {
    const contributions: Contribution[] = [];
    const writes: Write[] = [];
    for (const target of targets) {
      const { rows, columns } = this.matrices.find(({ id }) => id === target)!;
      for (let cell = 0; cell < rows * columns; cell++) {
        const from = source(target, Math.floor(cell / columns), cell % columns);
        const value = from ? this.at(from) : 0;
        const to = { matrix: target, cell };
        if (from) contributions.push({ from, weight: null, factor: 1, value, to });
        writes.push({ ...to, value });
      }
    }
    this.step(phase, contributions, writes, formula);
  }

  finish(outputs: readonly string[], size: readonly string[]): Trace {
    return { matrices: this.matrices, steps: this.steps, outputs, size };
  }
}

/** The same formula per axis, once when both axes agree: `H = ...`, `W = ...`. */
export function sizeLines(letters: string, height: string, width: string): string[] {
  return height === width ? [`${letters} = ${height}`] : [`${letters}`, `H: ${height}`, `W: ${width}`];
}
