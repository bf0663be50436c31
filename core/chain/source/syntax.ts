/** Python as far as model code needs it, as a tree. `line` counts from 1. */
export type Node = { readonly line: number } & (
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | {
      readonly type: 'formatted';
      readonly parts: readonly (string | { readonly value: Node; readonly spec: string })[] | null;
    }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'ellipsis' }
  | { readonly type: 'list' | 'tuple' | 'set'; readonly items: readonly Node[] }
  | { readonly type: 'dict'; readonly entries: readonly { readonly key: Node | null; readonly value: Node }[] }
  | { readonly type: 'star'; readonly value: Node }
  | { readonly type: 'call'; readonly callee: Node; readonly args: readonly CallArgument[] }
  | { readonly type: 'attribute'; readonly of: Node; readonly name: string }
  | { readonly type: 'subscript'; readonly of: Node; readonly index: Node }
  | { readonly type: 'slice'; readonly from: Node | null; readonly to: Node | null; readonly step: Node | null }
  | { readonly type: 'unary'; readonly operator: string; readonly value: Node }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly type: 'choice'; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly type: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Node }
  | {
      readonly type: 'comprehension';
      readonly result: Node;
      readonly key: Node | null;
      readonly loops: readonly Loop[];
    }
);

export interface Loop {
  readonly target: Node;
  readonly over: Node;
  readonly tests: readonly Node[];
}

export interface CallArgument {
  /** A keyword, `*` or `**` before the value, or null. */
  readonly name: string | null;
  readonly value: Node;
}

export interface Parameter {
  readonly name: string;
  readonly usual: Node | null;
  readonly kind: 'plain' | 'keyword' | '*' | '**';
}

export interface FunctionNode {
  readonly line: number;
  readonly type: 'def';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Node[];
}

export type Statement = { readonly line: number } & (
  | { readonly type: 'expression'; readonly value: Node }
  | { readonly type: 'assign'; readonly targets: readonly Node[]; readonly value: Node }
  | { readonly type: 'augmented'; readonly target: Node; readonly operator: string; readonly value: Node }
  | { readonly type: 'if'; readonly test: Node; readonly yes: readonly Statement[]; readonly no: readonly Statement[] }
  | {
      readonly type: 'for';
      readonly target: Node;
      readonly over: Node;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly type: 'while'; readonly test: Node; readonly body: readonly Statement[] }
  | { readonly type: 'with'; readonly body: readonly Statement[] }
  | { readonly type: 'return'; readonly value: Node | null }
  | { readonly type: 'pass' | 'break' | 'continue' }
  | { readonly type: 'assert'; readonly test: Node }
  | { readonly type: 'refused'; readonly word: string }
  | { readonly type: 'import'; readonly names: readonly ImportedName[] }
  | Omit<FunctionNode, 'line'>
  | {
      readonly type: 'class';
      readonly name: string;
      readonly bases: readonly Node[];
      readonly body: readonly Statement[];
    }
);

export interface ImportedName {
  /** `torch.nn.functional` or, for `from a import b`, `a.b`; a dot before it where it is relative. */
  readonly path: string;
  readonly as: string;
}
