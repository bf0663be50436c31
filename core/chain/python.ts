import { message, type Message } from '../messages';
import { UpbenchError } from '../tensor/errors';

/** The small part of Python that layer lines are written in, as a tree. `line` counts from 1. */
export type Expression = { readonly line: number } & (
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'name'; readonly value: string }
  | { readonly type: 'ellipsis' }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | { readonly type: 'call'; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly type: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly type: 'subscript'; readonly of: Expression; readonly items: readonly Expression[] }
  | { readonly type: 'slice'; readonly from: Expression | null; readonly to: Expression | null }
  | { readonly type: 'add'; readonly left: Expression; readonly right: Expression }
);

export interface Argument {
  /** Keyword, or the label of `(label): Layer(...)` as PyTorch prints it. */
  readonly name: string | null;
  readonly value: Expression;
}

export type Statement =
  | { readonly type: 'comment'; readonly line: number; readonly text: string }
  | {
      readonly type: 'assign';
      readonly line: number;
      readonly targets: readonly string[];
      readonly value: Expression;
      readonly comment: string | null;
    };

/** "Line 3: ..." */
export function chainError(line: number, sentence: string | Message): UpbenchError {
  return new UpbenchError('invalid-parameter', message('at-line', { line, sentence }), { parameter: `line ${line}` });
}

interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'mark' | 'newline' | 'comment' | 'end';
  readonly text: string;
  readonly line: number;
}

const MAX_TEXT = 200_000;
/** Nesting deeper than any layer list; more would only exhaust the stack. */
const MAX_DEPTH = 60;
const MAX_LINKS = 200;
const TOKEN =
  /([ \t\r\f\u00a0]+|\\\n)|(#[^\n]*)|(\n)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|('''[^]*?'''|"""[^]*?"""|'[^'\n]*'|"[^"\n]*")|(\.\.\.|->|[()[\]{},=.:+*/@;<>-])/y;

function tokenize(text: string): Token[] {
  if (text.length > MAX_TEXT) throw chainError(1, `Expected at most ${MAX_TEXT} characters of layers.`);
  const tokens: Token[] = [];
  let line = 1;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match)
      throw chainError(line, `Expected Python but found ${JSON.stringify(text.slice(at, at + 12).split('\n')[0])}.`);
    const [whole, , comment, newline, number, name, string, mark] = match;
    if (comment !== undefined) tokens.push({ kind: 'comment', text: comment, line });
    else if (newline !== undefined) tokens.push({ kind: 'newline', text: newline, line });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, line });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, line });
    else if (string !== undefined)
      tokens.push({ kind: 'string', text: string.replace(/^('''|"""|'|")|('''|"""|'|")$/g, ''), line });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, line });
    line += whole.split('\n').length - 1;
  }
  return [...tokens, { kind: 'newline', text: '\n', line }, { kind: 'end', text: '', line }];
}

/** What two numbers come to; null where one is none. */
function foldNumbers(operator: string, left: Expression, right: Expression): Expression | null {
  if (left.type !== 'number' || right.type !== 'number') return null;
  const [a, b] = [left.value, right.value];
  const { line } = left;
  if (operator.startsWith('/') && b === 0) throw chainError(line, message('source-division'));
  const results: Readonly<Record<string, number>> = {
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': a / b,
    '//': Math.floor(a / b),
    '**': a ** b,
  };
  const value = results[operator];
  return value === undefined || !Number.isFinite(value) ? null : { type: 'number', line, value };
}

/** Lines around layers in a pasted module that say nothing about shapes. */
const FURNITURE = /^(import|from|class|def|super|pass|if|with|print|model|assert)\b/;

/** Reads layer lines; a line that is no layer line is refused with its number. */
export function parsePython(text: string): Statement[] {
  return new Parser(tokenize(text), text.split('\n')).statements();
}

class Parser {
  private at = 0;
  private depth = 0;
  constructor(
    private readonly tokens: readonly Token[],
    private readonly lines: readonly string[],
  ) {}

  private get token(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!;
  }

  private is(text: string): boolean {
    return this.token.kind === 'mark' && this.token.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  private expect(text: string, where: string): void {
    if (this.take(text)) return;
    throw chainError(this.token.line, `Expected ${JSON.stringify(text)} ${where} but found ${this.found()}.`);
  }

  private found(): string {
    const { kind, text } = this.token;
    return kind === 'end' ? 'the end' : kind === 'newline' ? 'the end of the line' : JSON.stringify(text);
  }

  statements(): Statement[] {
    const found: Statement[] = [];
    while (this.token.kind !== 'end') {
      const { kind, line, text } = this.token;
      if (kind === 'newline' || this.is(',') || this.is(')') || this.is(';') || this.is(']')) this.at++;
      else if (kind === 'comment') {
        found.push({ type: 'comment', line, text });
        this.at++;
      } else if (FURNITURE.test((this.lines[line - 1] ?? '').trim()) && !this.isAssignment()) this.skipLine();
      else if (kind === 'string') this.at++;
      else if (kind === 'name' && text === 'return' && !this.isAssignment()) this.at++;
      else found.push(this.statement());
    }
    return found;
  }

  private isAssignment(): boolean {
    const next = this.tokens[this.at + 1];
    return (
      next?.kind === 'mark' &&
      (next.text === '=' || next.text === ',' || (next.text === '.' && this.token.text !== 'super'))
    );
  }

  private skipLine(): void {
    const { line } = this.token;
    let depth = 0;
    while (this.token.kind !== 'end') {
      const { kind, text } = this.token;
      if (kind === 'mark' && '([{'.includes(text)) depth++;
      if (kind === 'mark' && ')]}'.includes(text)) depth--;
      if (kind === 'newline' && (depth <= 0 || this.token.line > line + 20)) return;
      this.at++;
    }
  }

  private statement(): Statement {
    const { line } = this.token;
    const label = this.label();
    const first = this.sum();
    // PyTorch numbers the members of a Sequential; a number is no name.
    const targets: string[] = label === null || /^\d/.test(label) ? [] : [label];
    let value = first;
    if (this.is(',') || this.is('=')) {
      const names = [first];
      while (this.take(',')) {
        if (this.token.kind === 'newline' || this.token.kind === 'comment') break;
        names.push(this.sum());
      }
      if (this.take('=')) {
        targets.push(...names.map((name) => this.target(name)));
        value = this.sum();
        this.take(',');
      } else if (names.length > 1 && names.some((name) => name.type !== 'name')) {
        throw chainError(line, 'Expected one layer per line.');
      }
    }
    const comment = this.token.kind === 'comment' ? this.token.text : null;
    if (comment !== null) this.at++;
    const { kind } = this.token;
    if (kind !== 'newline' && kind !== 'end' && !this.is(')') && !this.is(';')) {
      throw chainError(this.token.line, `Expected the end of the line but found ${this.found()}.`);
    }
    return { type: 'assign', line, targets, value, comment };
  }

  private target(expression: Expression): string {
    const name = expression.type === 'attribute' ? expression.name : expression.type === 'name' ? expression.value : '';
    if (name === '') throw chainError(expression.line, 'Expected a name before "=".');
    return name;
  }

  /** `(conv1): `, as PyTorch prints modules. */
  private label(): string | null {
    const [open, name, close, colon] = this.tokens.slice(this.at, this.at + 4);
    const isLabel =
      open?.text === '(' &&
      (name?.kind === 'name' || name?.kind === 'number') &&
      close?.text === ')' &&
      colon?.kind === 'mark' &&
      colon.text === ':';
    if (!isLabel) return null;
    this.at += 4;
    return name.text;
  }

  private sum(): Expression {
    if (++this.depth > MAX_DEPTH)
      throw chainError(this.token.line, `Expected at most ${MAX_DEPTH} levels of brackets.`);
    let left = this.product();
    for (let links = 0; this.is('+') || (this.is('-') && left.type === 'number'); links++) {
      const { line, text } = this.token;
      if (links === MAX_LINKS) throw chainError(line, `Expected at most ${MAX_LINKS} additions in a row.`);
      this.at++;
      const right = this.product();
      left = foldNumbers(text, left, right) ?? { type: 'add', line, left, right };
      if (text === '-' && left.type !== 'number') throw chainError(line, 'Expected a number behind "-".');
    }
    this.depth--;
    return left;
  }

  /** `64 * 2`, `5 // 2`, `2 ** 3`: numbers alone; names are model code. */
  private product(): Expression {
    let left = this.power();
    for (let links = 0; left.type === 'number' && (this.is('*') || this.is('/')); links++) {
      if (links === MAX_LINKS) break;
      const before = this.at;
      const operator = this.operator();
      const made = foldNumbers(operator, left, this.power());
      if (!made) {
        this.at = before;
        break;
      }
      left = made;
    }
    return left;
  }

  private power(): Expression {
    const base = this.postfix();
    if (base.type !== 'number' || !this.is('*') || this.tokens[this.at + 1]?.text !== '*') return base;
    this.at += 2;
    const exponent = this.postfix();
    return foldNumbers('**', base, exponent) ?? base;
  }

  /** One sign, or the same twice. */
  private operator(): string {
    const { text } = this.token;
    this.at++;
    if (!this.is(text)) return text;
    this.at++;
    return text + text;
  }

  private postfix(): Expression {
    let value = this.primary();
    for (let links = 0; ; links++) {
      const { line } = this.token;
      if (links === MAX_LINKS) throw chainError(line, `Expected at most ${MAX_LINKS} dots and brackets in a row.`);
      if (this.take('.')) {
        if (this.token.kind !== 'name') throw chainError(line, `Expected a name after "." but found ${this.found()}.`);
        value = { type: 'attribute', line, of: value, name: this.token.text };
        this.at++;
      } else if (this.take('(')) value = { type: 'call', line, callee: value, args: this.args() };
      else if (this.take('['))
        value = { type: 'subscript', line, of: value, items: this.items(']', () => this.slice()) };
      else return value;
    }
  }

  private primary(): Expression {
    const { kind, text, line } = this.token;
    if (kind === 'number' || kind === 'string' || kind === 'name') {
      this.at++;
      if (kind === 'number') {
        if (!Number.isFinite(Number(text))) throw chainError(line, `Expected a number but found ${text.slice(0, 40)}.`);
        return { type: 'number', line, value: Number(text) };
      }
      return { type: kind, line, value: text };
    }
    if (this.take('...')) return { type: 'ellipsis', line };
    if (this.take('-')) {
      if (this.token.kind !== 'number') throw chainError(line, 'Expected a number after "-".');
      const value = this.primary();
      return value.type === 'number' ? { ...value, value: -value.value } : value;
    }
    if (this.take('[')) return { type: 'list', line, items: this.items(']', () => this.sum()) };
    if (this.take('(')) {
      const items = this.items(')', () => this.sum());
      const isTuple = this.tokens[this.at - 2]?.text === ',' || items.length !== 1;
      return isTuple ? { type: 'list', line, items } : items[0]!;
    }
    throw chainError(line, `Expected a layer, a name or a number but found ${this.found()}.`);
  }

  private skipBreaks(): void {
    while (this.token.kind === 'newline' || this.token.kind === 'comment') this.at++;
  }

  private items(close: string, read: () => Expression): Expression[] {
    const found: Expression[] = [];
    for (;;) {
      this.skipBreaks();
      if (this.take(close)) return found;
      found.push(read());
      this.skipBreaks();
      if (!this.take(',') && !this.is(close)) this.expect(close, 'to close the bracket');
    }
  }

  private slice(): Expression {
    const { line } = this.token;
    const from = this.is(':') ? null : this.sum();
    if (!this.take(':')) return from ?? { type: 'ellipsis', line };
    const to = this.is(',') || this.is(']') ? null : this.sum();
    return { type: 'slice', line, from, to };
  }

  private args(): Argument[] {
    const found: Argument[] = [];
    for (;;) {
      this.skipBreaks();
      if (this.take(')')) return found;
      const label = this.label();
      const next = this.tokens[this.at + 1];
      const isKeyword = this.token.kind === 'name' && next?.kind === 'mark' && next.text === '=';
      const name = isKeyword ? this.token.text : label;
      if (isKeyword) this.at += 2;
      // Sequential(*layers) has no shapes to read.
      found.push({ name, value: this.sum() });
      this.skipBreaks();
      // Printed modules have no commas between them.
      if (!this.take(',') && !this.is(')') && !this.isLabelNext()) this.expect(')', 'to close the call');
    }
  }

  private isLabelNext(): boolean {
    const { at } = this;
    const label = this.label();
    this.at = at;
    return label !== null;
  }
}
