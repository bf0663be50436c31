import type { Message } from '../../messages';
import type { Graph } from './graph';
import type { Call, Scope, TensorValue, Value } from './values';

/** What Python's and PyTorch's own functions need of the interpreter that calls them. */
export interface Runtime {
  readonly graph: Graph;
  readonly globals: Scope;
  refuse(line: number, what: string | Message): never;
  /** A tensor that a function such as torch.randn makes up. */
  made(tensor: TensorValue, maker: string): TensorValue;
  /** A name that code makes up; refused where it is not known. */
  text(value: Value | undefined, line: number): string;
  truth(value: Value, line: number): boolean;
  items(value: Value, line: number): Value[];
  attribute(of: Value, name: string, line: number): Value;
  operate(operator: string, left: Value, right: Value, line: number): Value;
  call(callee: Value, call: Call): Value;
}
