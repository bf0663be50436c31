import { message } from '../../messages';
import { chainError } from '../python';

export interface Token {
  readonly kind: 'number' | 'string' | 'formatted' | 'name' | 'mark' | 'newline' | 'indent' | 'dedent' | 'end';
  readonly text: string;
  readonly line: number;
}

const MAX_TEXT = 200_000;
const TOKEN =
  /([ \t\r\f\u00a0]+|\\\r?\n)|(#[^\n]*)|(\n)|((?:0[xX][0-9a-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))|([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|('''(?:\\[^]|[^])*?'''|"""(?:\\[^]|[^])*?"""|'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*")|(\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|\*\*|\/\/|<<|>>|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|@=|&=|\|=|\^=|[()[\]{},=.:+*/@;<>%&|^~-])/y;

/** Python's tokens; indentation as tokens of its own, none of it inside brackets. */
export function tokenize(text: string): Token[] {
  if (text.length > MAX_TEXT) throw chainError(1, message('source-too-long', { limit: MAX_TEXT }));
  const tokens: Token[] = [];
  const indents = [0];
  let line = 1;
  let depth = 0;
  let isLineStart = true;
  TOKEN.lastIndex = 0;
  const indentTo = (width: number): void => {
    if (width > indents.at(-1)!) {
      indents.push(width);
      tokens.push({ kind: 'indent', text: '', line });
      return;
    }
    while (width < indents.at(-1)!) {
      indents.pop();
      tokens.push({ kind: 'dedent', text: '', line });
    }
    if (width !== indents.at(-1)) throw chainError(line, message('source-indentation'));
  };
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      const found = text.slice(at, at + 12).split('\n')[0] ?? '';
      throw chainError(line, message('source-not-python', { found }));
    }
    const [whole, space, comment, newline, number, name, string, mark] = match;
    const isBlank = space !== undefined || comment !== undefined;
    if (newline !== undefined) {
      if (depth === 0 && !isLineStart) tokens.push({ kind: 'newline', text: '\n', line });
      if (depth === 0) isLineStart = true;
    } else if (!isBlank) {
      if (isLineStart && depth === 0) indentTo(widthBefore(text, at));
      isLineStart = false;
      if (number !== undefined) tokens.push({ kind: 'number', text: number.replaceAll('_', ''), line });
      else if (name !== undefined) tokens.push({ kind: 'name', text: name, line });
      else if (string !== undefined) addString(tokens, string, line);
      else if (mark !== undefined) {
        tokens.push({ kind: 'mark', text: mark, line });
        if ('([{'.includes(mark)) depth++;
        if (')]}'.includes(mark)) depth = Math.max(0, depth - 1);
      }
    }
    line += whole.split('\n').length - 1;
  }
  if (!isLineStart) tokens.push({ kind: 'newline', text: '\n', line });
  indentTo(0);
  return [...tokens, { kind: 'end', text: '', line }];
}

function widthBefore(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  let width = 0;
  for (const character of text.slice(start, at))
    width = character === '\t' ? (Math.floor(width / 8) + 1) * 8 : width + 1;
  return width;
}

/** A letter such as r, b or f stands before the quotes as a name of its own until here. */
function addString(tokens: Token[], quoted: string, line: number): void {
  const before = tokens.at(-1);
  const isPrefix = before?.kind === 'name' && before.line === line && /^(?:[rRbBuUfF]{1,2})$/.test(before.text);
  const prefix = isPrefix ? before.text.toLowerCase() : '';
  if (isPrefix) tokens.pop();
  const inner = quoted.replace(/^('''|"""|'|")|('''|"""|'|")$/g, '');
  const kind = prefix.includes('f') && inner.includes('{') ? 'formatted' : 'string';
  const plain = prefix.includes('r')
    ? inner
    : inner.replace(/\\([nt\\'"])/g, (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? c);
  tokens.push({ kind, text: plain, line });
}
