import { message } from '../messages';
import { SIGNATURES, usualLayer } from './layers';
import { INPUT, inputComment, type Chain, type Step } from './program';
import { chainError, parsePython } from './python';
import { lastName, readValues } from './readValues';
import { RECORDER_SNIPPET } from './recorder';

const LABEL = /^\((\w[\w.]*)(?:-(\w+))?\):\s*/;
/** Modules that hold others and do more than apply them one after the other. */
const OWN_RULES = /^(?:MultiheadAttention|Transformer\w*|LSTM|GRU|RNN\w*|ParametrizationList)$/;
const MAX_DEPTH = 60;
const MAX_LAYERS = 5000;

/** Whether a text is what print(model) gives: a class name, then labelled members on lines of their own. */
export function isPrinted(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const [first = '', second = ''] = lines;
  return /^\s*(?:\([\w.]+\):\s*)?[A-Za-z_]\w*\(\s*$/.test(first) && /^\s*\([\w.-]+\):\s/.test(second);
}

interface Leaf {
  readonly path: string;
  readonly kind: string;
  readonly values: Step['values'];
  readonly line: number;
}

/** Reads a printed model in printed order; a print has no forward, and the chain says so. */
export function readPrinted(text: string): Chain {
  const reader = new Printed(text.split('\n'));
  const leaves = reader.read();
  const taken = new Set<string>([INPUT]);
  const unpaired: string[] = [];
  let previous = INPUT;
  const steps = leaves.map(({ path, kind, values, line }): Step => {
    const name = uniqueName(path, kind, taken);
    const paired = kind === 'MaxUnpool2d' ? unpaired.pop() : undefined;
    if (kind === 'MaxPool2d') unpaired.push(name);
    const step = {
      name,
      line,
      kind,
      values,
      inputs: [previous],
      ...(paired === undefined ? {} : { indicesOf: paired }),
    };
    previous = name;
    return step;
  });
  return { input: reader.input, comments: reader.comments, steps, isPrint: true };
}

function uniqueName(path: string, kind: string, taken: Set<string>): string {
  const isNumber = /^\d*$/.test(path);
  for (let n = 1; ; n++) {
    const name = isNumber ? `${SIGNATURES[kind]?.short ?? kind}${n}` : n === 1 ? path : `${path}_${n}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

class Printed {
  input: number[] | null = null;
  readonly comments: { before: number; text: string }[] = [];
  private at = 0;
  private count = 0;
  constructor(private readonly lines: readonly string[]) {}

  read(): Leaf[] {
    const found: Leaf[] = [];
    for (;;) {
      const text = this.next();
      if (text === null) return found;
      found.push(...this.member(text, '', 0));
    }
  }

  /** The next line that says something; comments are kept on the way. */
  private next(): string | null {
    while (this.at < this.lines.length) {
      const text = this.lines[this.at++]!.trim();
      if (text.startsWith('#')) {
        const shape = this.input === null ? inputComment(text) : null;
        if (shape) this.input = shape;
        else this.comments.push({ before: this.count, text });
      } else if (text !== '') return text;
    }
    return null;
  }

  private member(text: string, prefix: string, depth: number): Leaf[] {
    const line = this.at;
    if (depth > MAX_DEPTH) throw chainError(line, message('source-too-deep', { limit: MAX_DEPTH }));
    const [whole = '', label = ''] = LABEL.exec(text) ?? [];
    const rest = text.slice(whole.length);
    const [, times, body = rest] = /^(\d+) x (.*)$/.exec(rest) ?? [];
    const path = label === '' ? prefix : prefix === '' ? label : `${prefix}.${label}`;
    const [, kind = ''] = /^([A-Za-z_]\w*)\(/.exec(body) ?? [];
    if (kind === '')
      throw chainError(line, message('source-expected', { expected: 'a printed layer', found: body.slice(0, 40) }));
    const leaves = body.endsWith('(') ? this.container(kind, path, line, depth) : [this.leaf(kind, body, path, line)];
    if (times === undefined) return leaves;
    const first = Number(label);
    const copies = Number(times);
    if (copies * leaves.length + this.count > MAX_LAYERS)
      throw chainError(line, message('source-too-long-run', { snippet: RECORDER_SNIPPET }));
    this.count += (copies - 1) * leaves.length;
    return Array.from({ length: copies }, (_, i) =>
      leaves.map((leaf) => ({
        ...leaf,
        path: prefix + (prefix === '' ? '' : '.') + String(first + i) + leaf.path.slice(path.length),
      })),
    ).flat();
  }

  private container(kind: string, path: string, line: number, depth: number): Leaf[] {
    if (OWN_RULES.test(kind)) throw chainError(line, message('print-unknown', { kind, snippet: RECORDER_SNIPPET }));
    const found: Leaf[] = [];
    for (;;) {
      const text = this.next();
      if (text === null || /^\),?$/.test(text)) return found;
      // What extra_repr adds on a line of its own has no label.
      if (!LABEL.test(text)) {
        if (Object.hasOwn(SIGNATURES, kind)) continue;
        throw chainError(this.at, message('print-unknown', { kind, snippet: RECORDER_SNIPPET }));
      }
      found.push(...this.member(text, path, depth + 1));
    }
  }

  private leaf(kind: string, body: string, path: string, line: number): Leaf {
    if (!Object.hasOwn(SIGNATURES, kind) || !/^[A-Z]/.test(kind))
      throw chainError(line, message('print-unknown', { kind, snippet: RECORDER_SNIPPET }));
    // torch 1.x prints words without quotes: mode=nearest, padding=same.
    const quoted = body.replace(/=([a-z][\w-]*)(?=\s*[,)])/g, "='$1'").replace(/,\s*$/, '');
    const [statement] = parsePython(`nn.${quoted}`);
    if (statement?.type !== 'assign' || statement.value.type !== 'call' || lastName(statement.value.callee) !== kind)
      throw chainError(line, message('source-expected', { expected: 'a printed layer', found: body.slice(0, 40) }));
    const args = statement.value.args.filter(({ name }) => !(kind === 'Dropout' && name === null));
    if (++this.count > MAX_LAYERS)
      throw chainError(line, message('source-too-long-run', { snippet: RECORDER_SNIPPET }));
    const usual = usualLayer(kind, readValues(kind, args, line));
    return { path, kind: usual.kind, values: usual.values, line };
  }
}
