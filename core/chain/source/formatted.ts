import type { Value } from './values';

/** A piece of an f-string: text, or the source of an expression with what stands behind its colon. */
type Piece = string | { readonly source: string; readonly spec: string };

/** The pieces of what stands between the quotes of an f-string; null where braces do not match. */
export function piecesOf(text: string): Piece[] | null {
  const pieces: Piece[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if ((mark === '{' || mark === '}') && text[at + 1] === mark) {
      plain += mark;
      at++;
    } else if (mark === '}') return null;
    else if (mark !== '{') plain += mark;
    else {
      const end = closing(text, at + 1);
      if (end < 0) return null;
      if (plain !== '') pieces.push(plain);
      plain = '';
      const [, source = '', spec = ''] = /^(.*?)(?:![rsa])?(?::([^:[\]()]*))?$/s.exec(text.slice(at + 1, end)) ?? [];
      pieces.push({ source, spec });
      at = end;
    }
  }
  if (plain !== '') pieces.push(plain);
  return pieces;
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && depth-- === 0) return at;
  }
  return -1;
}

/** A value as Python prints it into a text; null where that is not known: a number here is no longer an int or a float. */
export function printed(value: Value, spec = ''): string | null {
  const [, zero, width] = /^(0?)(\d*)[ds]?$/.exec(spec) ?? [];
  if (zero === undefined || width === undefined) return null;
  const isPlain = typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value));
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (!isPlain) return null;
  const text = String(value);
  if (width === '') return text;
  return typeof value === 'number' ? text.padStart(Number(width), zero === '' ? ' ' : '0') : text.padEnd(Number(width));
}

/** `"conv%d" % i`, `"%s_%02d" % (name, i)`; null where a sign is not known. */
export function percentFormat(text: string, values: readonly Value[]): string | null {
  let next = 0;
  let isKnown = true;
  const made = text.replace(/%(0?\d*)([a-zA-Z%])/g, (_, width: string, kind: string) => {
    if (kind === '%') return '%';
    const word = 'dsi'.includes(kind) ? printed(values[next++] ?? null, width) : null;
    if (word === null) isKnown = false;
    return word ?? '';
  });
  return isKnown && next === values.length ? made : null;
}

/** `"conv{}_{}".format(a, b)`, `"{0}{name}".format(a, name=b)`; null where a field is not known. */
export function braceFormat(text: string, args: readonly Value[], named: ReadonlyMap<string, Value>): string | null {
  const pieces = piecesOf(text);
  if (!pieces) return null;
  let next = 0;
  let made = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') made += piece;
    else {
      const { source, spec } = piece;
      const value = source === '' ? args[next++] : /^\d+$/.test(source) ? args[Number(source)] : named.get(source);
      const word = value === undefined ? null : printed(value, spec);
      if (word === null) return null;
      made += word;
    }
  }
  return made;
}
