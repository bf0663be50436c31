import { readFileSync } from 'node:fs';
import { createIndexTensor, createTensor, type IndexTensor, type Tensor } from '../../core/tensor/tensor';
import type { Golden } from './tolerance';

export interface GoldenTensor {
  readonly shape: number[];
  readonly dtype: 'float32' | 'float64' | 'int64';
  readonly data: Golden[];
}

export interface GoldenCase {
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly outputs?: Readonly<Record<string, GoldenTensor>>;
  /** PyTorch's refusal. */
  readonly error?: string;
}

/** The cases of test/goldens/torch/<name>.json, recorded with PyTorch 1.13. */
export function readTorchGoldens(name: string): GoldenCase[] {
  const file = new URL(`../goldens/torch/${name}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: GoldenCase[] };
  return cases;
}

export function toTensor(golden: GoldenTensor): Tensor {
  return createTensor(golden.shape, Float32Array.from(golden.data, Number));
}

export function toIndexTensor(golden: GoldenTensor): IndexTensor {
  return createIndexTensor(golden.shape, Int32Array.from(golden.data, Number));
}

/** `kernel_size` -> `kernelSize`; null (PyTorch's None) is left out. */
export function toOptions(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(args).filter(([name, value]) => name !== 'fn' && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [camelCase(name), value]));
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
