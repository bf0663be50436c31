/** A part of a text, from one character to before another, and what takes its place. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with the edits made; they must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((now, { from, to, text: insert }) => now.slice(0, from) + insert + now.slice(to), text);
}

/** Where a line begins, from 1; the end of the text where there is no such line. */
export function lineStart(text: string, line: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at;
}

/** A piece of the text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A call as it stands in the text. */
export interface WrittenCall {
  /** What is called: `nn.Conv2d`, `self.up`. */
  readonly callee: string;
  readonly from: number;
  /** The closing bracket. */
  readonly close: number;
  /** Between the commas, without the space around. */
  readonly args: readonly Span[];
}

const CALL = /[A-Za-z_][\w.]*[ \t]*\(/y;
const STRING = /'''[^]*?'''|"""[^]*?"""|'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"/y;

/** Every call that begins on the line, the outer ones first. */
export function callsOn(text: string, line: number): WrittenCall[] {
  const start = lineStart(text, line);
  const newline = text.indexOf('\n', start);
  const end = newline < 0 ? text.length : newline;
  const found: WrittenCall[] = [];
  for (let at = start; at < end;) {
    const skipped = skip(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    CALL.lastIndex = at;
    const [match] = CALL.exec(text) ?? [];
    const isName = /\w/.test(text[at]!);
    if (match !== undefined && !/[\w.]/.test(text[at - 1] ?? ' ')) {
      const parts = partsFrom(text, at + match.length);
      if (parts) found.push({ callee: match.slice(0, -1).trim(), from: at, close: parts.close, args: parts.parts });
    }
    if (!isName) at++;
    else while (at < end && /[\w.]/.test(text[at]!)) at++;
  }
  return found;
}

/** The parts of what stands in brackets, given the place behind the opening one; null where it is never closed. */
export function partsFrom(text: string, from: number): { readonly close: number; readonly parts: Span[] } | null {
  const parts: Span[] = [];
  let depth = 0;
  let begin = from;
  const add = (to: number): void => {
    const inner = text.slice(begin, to);
    const left = inner.length - inner.trimStart().length;
    if (inner.trim() !== '') parts.push({ from: begin + left, to: begin + inner.trimEnd().length });
    begin = to + 1;
  };
  for (let at = from; at < text.length;) {
    const skipped = skip(text, at);
    if (skipped > at) {
      // A comment between arguments belongs to none.
      if (text[at] === '#' && text.slice(begin, at).trim() === '') begin = skipped;
      at = skipped;
      continue;
    }
    const mark = text[at]!;
    if ('([{'.includes(mark)) depth++;
    else if (')]}'.includes(mark)) {
      if (depth === 0) {
        add(at);
        return { close: at, parts };
      }
      depth--;
    } else if (mark === ',' && depth === 0) add(at);
    at++;
  }
  return null;
}

/** Behind a string or a comment that begins here; the same place where none does. */
function skip(text: string, at: number): number {
  if (text[at] === '#') {
    const newline = text.indexOf('\n', at);
    return newline < 0 ? text.length : newline;
  }
  if (text[at] !== "'" && text[at] !== '"') return at;
  STRING.lastIndex = at;
  const [string] = STRING.exec(text) ?? [];
  return string === undefined ? at : at + string.length;
}
