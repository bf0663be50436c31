import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { chainError } from '../python';
import { piecesOf } from './formatted';
import { RECORDER_SNIPPET } from '../recorder';
import type { CallArgument, FunctionNode, ImportedName, Loop, Node, Parameter, Statement } from './syntax';
import { tokenize, type Token } from './tokens';

/** Nesting deeper than any model's; more would only exhaust the stack. */
const MAX_DEPTH = 80;
/** F-strings within expressions of f-strings. */
const MAX_FORMATTED = 2;

/** Reads Python source; what is no Python is refused with its line. */
export function parseSource(text: string): Statement[] {
  return new Parser(tokenize(text)).file();
}

/** Binary operators from the loosest to the tightest. */
const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%', '@'],
];
const COMPARISONS = ['==', '!=', '<', '>', '<=', '>='];
const AUGMENTED = /^(\*\*|\/\/|>>|<<|[+\-*/%@&|^])=$/;
const REFUSED = ['try', 'global', 'nonlocal', 'async', 'await', 'yield', 'raise', 'match'];

class Parser {
  private at = 0;
  private depth = 0;
  constructor(
    private readonly tokens: readonly Token[],
    private readonly formattedDepth = 0,
  ) {}

  private get token(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!;
  }
  /** Another function, so that the compiler does not take the kind for known after the token moved on. */
  private kind(): Token['kind'] {
    return this.token.kind;
  }
  private is(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token !== undefined && (token.kind === 'mark' || token.kind === 'name') && token.text === text;
  }
  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }
  private expect(text: string): void {
    if (!this.take(text)) this.fail(`"${text}"`);
  }
  private fail(expected: string): never {
    const { kind, text, line } = this.token;
    const found = kind === 'end' || kind === 'newline' || kind === 'indent' || kind === 'dedent' ? `(${kind})` : text;
    throw chainError(line, message('source-expected', { expected, found }));
  }
  private name(): string {
    const { kind, text } = this.token;
    if (kind !== 'name') this.fail('a name');
    this.at++;
    return text;
  }
  private nested<Result>(read: () => Result): Result {
    if (++this.depth > MAX_DEPTH) throw chainError(this.token.line, message('source-too-deep', { limit: MAX_DEPTH }));
    const result = read();
    this.depth--;
    return result;
  }

  file(): Statement[] {
    const found: Statement[] = [];
    while (this.token.kind !== 'end') {
      if (this.token.kind === 'newline') this.at++;
      else found.push(...this.statement());
    }
    return found;
  }

  private block(): Statement[] {
    this.expect(':');
    if (this.kind() !== 'newline') return this.simpleLine();
    this.at++;
    if (this.kind() !== 'indent') this.fail('an indented block');
    this.at++;
    const found: Statement[] = [];
    this.nested(() => {
      while (this.token.kind !== 'dedent' && this.token.kind !== 'end') {
        if (this.token.kind === 'newline') this.at++;
        else found.push(...this.statement());
      }
    });
    if (this.token.kind === 'dedent') this.at++;
    return found;
  }

  private statement(): Statement[] {
    const { line, text, kind } = this.token;
    if (kind === 'indent') throw chainError(line, message('source-indentation'));
    const decorators: Node[] = [];
    while (this.take('@')) {
      decorators.push(this.expression());
      if (this.token.kind === 'newline') this.at++;
    }
    if (kind === 'name' || decorators.length > 0) {
      if (this.is('def')) return [this.define(decorators)];
      if (this.take('class')) return [this.classStatement(line)];
      switch (text) {
        case 'if':
          this.at++;
          return [this.ifStatement(line)];
        case 'for': {
          this.at++;
          const target = this.targets();
          this.expect('in');
          const over = this.expressions();
          const body = this.block();
          return [{ type: 'for', line, target, over, body, otherwise: this.take('else') ? this.block() : [] }];
        }
        case 'while': {
          this.at++;
          const test = this.expression();
          return [{ type: 'while', line, test, body: this.block() }];
        }
        case 'with': {
          this.at++;
          do {
            this.expression();
            if (this.take('as')) this.targets();
          } while (this.take(','));
          return [{ type: 'with', line, body: this.block() }];
        }
        case 'try':
        case 'async':
        case 'match': {
          if (text === 'match' && !this.isMatchStatement()) break;
          this.skipBlocks();
          return [{ type: 'refused', line, word: text }];
        }
      }
    }
    return this.simpleLine();
  }

  private isMatchStatement(): boolean {
    const next = this.tokens[this.at + 1];
    return next?.kind === 'name' || next?.kind === 'string';
  }

  /** Past a statement that is not understood, with its blocks (`except`, `else`, `finally`). */
  private skipBlocks(): void {
    do {
      while (this.token.kind !== 'newline' && this.token.kind !== 'end') this.at++;
      if (this.kind() === 'newline') this.at++;
      if (this.kind() !== 'indent') continue;
      let depth = 0;
      do {
        if (this.kind() === 'indent') depth++;
        if (this.kind() === 'dedent') depth--;
        this.at++;
      } while (depth > 0 && this.token.kind !== 'end');
    } while (this.is('except') || this.is('else') || this.is('finally'));
  }

  private ifStatement(line: number): Statement {
    const test = this.expression();
    const yes = this.block();
    const next = this.token.line;
    let no: Statement[] = [];
    if (this.take('elif')) no = [this.ifStatement(next)];
    else if (this.take('else')) no = this.block();
    return { type: 'if', line, test, yes, no };
  }

  private define(decorators: readonly Node[]): FunctionNode {
    const { line } = this.token;
    this.expect('def');
    const name = this.name();
    this.expect('(');
    const parameters = this.parameters(')', true);
    this.expect(')');
    if (this.take('->')) this.expression();
    return { type: 'def', line, name, parameters, body: this.block(), decorators };
  }

  private parameters(close: string, withTypes: boolean): Parameter[] {
    const found: Parameter[] = [];
    let isKeywordOnly = false;
    while (!this.is(close)) {
      if (this.take('/')) {
        if (!this.take(',')) break;
        continue;
      }
      const kind = this.take('**') ? '**' : this.take('*') ? '*' : isKeywordOnly ? 'keyword' : 'plain';
      if (kind === '*') isKeywordOnly = true;
      if (kind !== '*' || this.token.kind === 'name') {
        const name = this.name();
        if (withTypes && this.take(':')) this.expression();
        const usual = this.take('=') ? this.expression() : null;
        found.push({ name, usual, kind });
      }
      if (!this.take(',')) break;
    }
    return found;
  }

  private classStatement(line: number): Statement {
    const name = this.name();
    const bases = this.take('(') ? this.callArguments().flatMap((a) => (a.name === null ? [a.value] : [])) : [];
    return { type: 'class', line, name, bases, body: this.block() };
  }

  private simpleLine(): Statement[] {
    const found: Statement[] = [];
    do {
      if (this.token.kind === 'newline') break;
      found.push(this.simple());
    } while (this.take(';'));
    if (this.token.kind === 'newline') this.at++;
    else if (this.token.kind !== 'end' && this.token.kind !== 'dedent') this.fail('the end of the line');
    return found;
  }

  private simple(): Statement {
    const { line, kind, text } = this.token;
    if (kind === 'name') {
      if (REFUSED.includes(text) && !this.is('=', 1) && !this.is('.', 1) && !this.is('(', 1)) {
        while (this.token.kind !== 'newline' && this.token.kind !== 'end') this.at++;
        return { type: 'refused', line, word: text };
      }
      if (text === 'pass' || text === 'break' || text === 'continue') {
        this.at++;
        return { type: text, line };
      }
      if (text === 'return') {
        this.at++;
        return {
          type: 'return',
          line,
          value: this.token.kind === 'newline' || this.is(';') ? null : this.expressions(),
        };
      }
      if (text === 'import' || text === 'from') return this.importStatement(line);
      if (text === 'assert') {
        this.at++;
        const test = this.expression();
        if (this.take(',')) this.expression();
        return { type: 'assert', line, test };
      }
      if (text === 'del') {
        this.at++;
        this.expressions();
        return { type: 'pass', line };
      }
    }
    const first = this.expressions();
    if (this.take(':')) {
      // A type hint: `self.up: nn.Module = ...`
      this.expression();
      return this.take('=')
        ? { type: 'assign', line, targets: [first], value: this.expressions() }
        : { type: 'pass', line };
    }
    const [, operator] = AUGMENTED.exec(this.token.text) ?? [];
    if (this.token.kind === 'mark' && operator !== undefined) {
      this.at++;
      return { type: 'augmented', line, target: first, operator, value: this.expressions() };
    }
    const chain = [first];
    while (this.take('=')) chain.push(this.expressions());
    if (chain.length === 1) return { type: 'expression', line, value: first };
    return { type: 'assign', line, targets: chain.slice(0, -1), value: chain.at(-1)! };
  }

  private importStatement(line: number): Statement {
    const isFrom = this.take('from');
    if (!isFrom) this.expect('import');
    const dotted = (): string => {
      let path = '';
      while (this.is('.') || this.is('...')) {
        path += this.token.text;
        this.at++;
      }
      if (path !== '' && this.is('import')) return path;
      path += this.name();
      while (this.take('.')) path += `.${this.name()}`;
      return path;
    };
    const names: ImportedName[] = [];
    const from = isFrom ? dotted() : '';
    if (isFrom) this.expect('import');
    const isInBrackets = isFrom && this.take('(');
    do {
      if (isInBrackets && this.is(')')) break;
      if (isFrom && this.take('*')) {
        names.push({ path: `${from}.*`, as: '*' });
        continue;
      }
      const path = isFrom ? this.name() : dotted();
      const as = this.take('as') ? this.name() : isFrom ? path : path.split('.')[0]!;
      const whole = isFrom ? `${from}.${path}` : path;
      names.push({ path: !isFrom && as === path.split('.')[0] ? as : whole, as });
    } while (this.take(','));
    if (isInBrackets) this.expect(')');
    return { type: 'import', line, names };
  }

  /** One expression, or a tuple without brackets. */
  private expressions(): Node {
    const { line } = this.token;
    const first = this.starred();
    if (!this.is(',')) return first;
    const items = [first];
    while (this.take(',')) {
      if (this.token.kind === 'newline' || this.is('=') || this.is(':')) break;
      items.push(this.starred());
    }
    return { type: 'tuple', line, items };
  }

  private starred(): Node {
    const { line } = this.token;
    return this.take('*') ? { type: 'star', line, value: this.binary(0) } : this.expression();
  }

  /** What a loop assigns to: names and tuples of them. */
  private targets(): Node {
    const { line } = this.token;
    const items = [this.postfix()];
    let isTuple = false;
    while (this.take(',')) {
      isTuple = true;
      if (this.is('in')) break;
      items.push(this.postfix());
    }
    return isTuple ? { type: 'tuple', line, items } : items[0]!;
  }

  private expression(): Node {
    return this.nested(() => {
      const { line } = this.token;
      if (this.take('lambda')) {
        const parameters = this.parameters(':', false);
        this.expect(':');
        return { type: 'lambda', line, parameters, body: this.expression() };
      }
      const value = this.or();
      if (this.is(':='))
        throw chainError(line, message('source-cannot-follow', { what: '":="', snippet: RECORDER_SNIPPET }));
      if (!this.take('if')) return value;
      const test = this.or();
      this.expect('else');
      return { type: 'choice', line, test, yes: value, no: this.expression() };
    });
  }

  private or(): Node {
    let left = this.and();
    while (this.is('or')) {
      const { line } = this.token;
      this.at++;
      left = { type: 'binary', line, operator: 'or', left, right: this.and() };
    }
    return left;
  }
  private and(): Node {
    let left = this.not();
    while (this.is('and')) {
      const { line } = this.token;
      this.at++;
      left = { type: 'binary', line, operator: 'and', left, right: this.not() };
    }
    return left;
  }
  private not(): Node {
    const { line } = this.token;
    if (this.take('not')) return { type: 'unary', line, operator: 'not', value: this.nested(() => this.not()) };
    return this.comparison();
  }

  private comparison(): Node {
    const { line } = this.token;
    let left = this.binary(0);
    let whole: Node | null = null;
    for (;;) {
      const operator = this.comparisonSign();
      if (operator === null) return whole ?? left;
      const right = this.binary(0);
      const next: Node = { type: 'binary', line, operator, left, right };
      whole = whole ? { type: 'binary', line, operator: 'and', left: whole, right: next } : next;
      left = right;
    }
  }

  private comparisonSign(): string | null {
    const { kind, text } = this.token;
    if (kind === 'mark' && COMPARISONS.includes(text)) {
      this.at++;
      return text;
    }
    if (this.take('in')) return 'in';
    if (this.take('is')) return this.take('not') ? 'is not' : 'is';
    if (this.is('not') && this.is('in', 1)) {
      this.at += 2;
      return 'not in';
    }
    return null;
  }

  private binary(level: number): Node {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    while (this.token.kind === 'mark' && operators.includes(this.token.text)) {
      const { line, text } = this.token;
      this.at++;
      left = { type: 'binary', line, operator: text, left, right: this.binary(level + 1) };
    }
    return left;
  }

  private unary(): Node {
    const { line, text } = this.token;
    if (this.is('-') || this.is('+') || this.is('~')) {
      this.at++;
      return { type: 'unary', line, operator: text, value: this.nested(() => this.unary()) };
    }
    const base = this.postfix();
    if (!this.is('**')) return base;
    this.at++;
    return { type: 'binary', line, operator: '**', left: base, right: this.nested(() => this.unary()) };
  }

  private postfix(): Node {
    let value = this.primary();
    for (;;) {
      const { line } = this.token;
      if (this.take('.')) value = { type: 'attribute', line, of: value, name: this.name() };
      else if (this.take('(')) value = { type: 'call', line, callee: value, args: this.callArguments() };
      else if (this.take('[')) {
        value = { type: 'subscript', line, of: value, index: this.subscript() };
        this.expect(']');
      } else return value;
    }
  }

  /** After "(", up to and with ")". */
  private callArguments(): CallArgument[] {
    const found: CallArgument[] = [];
    while (!this.take(')')) {
      if (this.take('**')) found.push({ name: '**', value: this.expression() });
      else if (this.take('*')) found.push({ name: '*', value: this.expression() });
      else if (this.token.kind === 'name' && this.is('=', 1)) {
        const name = this.name();
        this.at++;
        found.push({ name, value: this.expression() });
      } else {
        const { line } = this.token;
        const value = this.expression();
        const loops = this.loops();
        found.push({
          name: null,
          value: loops.length > 0 ? { type: 'comprehension', line, result: value, key: null, loops } : value,
        });
      }
      if (!this.take(',') && !this.is(')')) this.fail('")"');
    }
    return found;
  }

  private subscript(): Node {
    const { line } = this.token;
    const items: Node[] = [];
    let isTuple = false;
    while (!this.is(']')) {
      items.push(this.sliceItem());
      if (!this.take(',')) break;
      isTuple = true;
    }
    return isTuple || items.length !== 1 ? { type: 'tuple', line, items } : items[0]!;
  }

  private sliceItem(): Node {
    const { line } = this.token;
    const end = (): Node | null => (this.is(':') || this.is(',') || this.is(']') ? null : this.expression());
    const from = end();
    if (!this.take(':')) return from ?? this.fail('an index');
    const to = end();
    return { type: 'slice', line, from, to, step: this.take(':') ? end() : null };
  }

  private loops(): Loop[] {
    const found: Loop[] = [];
    while (this.take('for')) {
      const target = this.targets();
      this.expect('in');
      const over = this.or();
      const tests: Node[] = [];
      while (this.take('if')) tests.push(this.or());
      found.push({ target, over, tests });
    }
    return found;
  }

  /** The expressions of an f-string; null where one cannot be read, so that only its use is refused. */
  private formatted(text: string, line: number): Extract<Node, { type: 'formatted' }>['parts'] {
    const pieces = this.formattedDepth > MAX_FORMATTED ? null : piecesOf(text);
    if (!pieces) return null;
    try {
      return pieces.map((piece) => {
        if (typeof piece === 'string') return piece;
        const inner = new Parser(tokenize(piece.source), this.formattedDepth + 1);
        const value = inner.or();
        if (inner.token.kind !== 'newline' && inner.token.kind !== 'end')
          throw chainError(line, message('source-not-python', { found: text }));
        return { value: { ...value, line }, spec: piece.spec };
      });
    } catch (error) {
      if (error instanceof UpbenchError) return null;
      throw error;
    }
  }

  private primary(): Node {
    const { kind, text, line } = this.token;
    if (kind === 'number') {
      this.at++;
      const value = Number(text);
      if (!Number.isFinite(value)) throw chainError(line, message('source-not-python', { found: text }));
      return { type: 'number', line, value };
    }
    if (kind === 'string' || kind === 'formatted') {
      let parts: Extract<Node, { type: 'formatted' }>['parts'] = [];
      let isFormatted = false;
      while (this.token.kind === 'string' || this.token.kind === 'formatted') {
        const { kind: own, text: inner } = this.token;
        isFormatted ||= own === 'formatted';
        const more = own === 'formatted' ? this.formatted(inner, line) : [inner];
        parts = parts && more && [...parts, ...more];
        this.at++;
      }
      return isFormatted ? { type: 'formatted', line, parts } : { type: 'string', line, value: (parts ?? []).join('') };
    }
    if (kind === 'name') {
      this.at++;
      return { type: 'name', line, name: text };
    }
    if (this.take('...')) return { type: 'ellipsis', line };
    if (this.take('(')) return this.bracketed(line);
    if (this.take('[')) {
      const items: Node[] = [];
      while (!this.is(']')) {
        items.push(this.starred());
        const loops = items.length === 1 ? this.loops() : [];
        if (loops.length > 0) {
          this.expect(']');
          return { type: 'comprehension', line, result: items[0]!, key: null, loops };
        }
        if (!this.take(',')) break;
      }
      this.expect(']');
      return { type: 'list', line, items };
    }
    if (this.take('{')) return this.braces(line);
    return this.fail('a value');
  }

  private bracketed(line: number): Node {
    const items: Node[] = [];
    let isTuple = false;
    while (!this.is(')')) {
      items.push(this.starred());
      const loops = items.length === 1 ? this.loops() : [];
      if (loops.length > 0) {
        this.expect(')');
        return { type: 'comprehension', line, result: items[0]!, key: null, loops };
      }
      if (!this.take(',')) break;
      isTuple = true;
    }
    this.expect(')');
    return isTuple || items.length !== 1 ? { type: 'tuple', line, items } : items[0]!;
  }

  private braces(line: number): Node {
    const entries: { key: Node | null; value: Node }[] = [];
    const items: Node[] = [];
    while (!this.is('}')) {
      if (this.take('**')) entries.push({ key: null, value: this.expression() });
      else {
        const key = this.expression();
        if (this.take(':')) {
          const value = this.expression();
          const loops = this.loops();
          if (loops.length > 0) {
            this.expect('}');
            return { type: 'comprehension', line, result: value, key, loops };
          }
          entries.push({ key, value });
        } else items.push(key);
      }
      if (!this.take(',')) break;
    }
    this.expect('}');
    return items.length > 0 ? { type: 'set', line, items } : { type: 'dict', line, entries };
  }
}
