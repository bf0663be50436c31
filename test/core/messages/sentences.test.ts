import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { counted } from '@core/messages/plural';

/** What people read is a message, so that it exists in every language. Data, code lines and names are none. */

/** Functions whose text reaches people, and which argument holds it. */
const SPEAKERS: Readonly<Record<string, number>> = {
  UpbenchError: 1,
  invalidParameter: 1,
  shapeMismatch: 0,
  tooLarge: 0,
  tell: 1,
  warn: 1,
  log: 0,
  stderr: 0,
};
const SENTENCE = /[A-Za-z]{2,}[^A-Za-z\n]{1,3}[a-z]{2,}/;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'messages' || entry.name === 'bin' ? [] : sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

/** Texts in `node` that are written there, and not said by a message. */
function plainTexts(node: ts.Node): string[] {
  if (ts.isCallExpression(node) && /^(message|messageOf|say|words)$/.test(node.expression.getText())) return [];
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  const own = ts.isTemplateExpression(node)
    ? [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' x ')]
    : [];
  const below: string[] = [];
  ts.forEachChild(node, (child) => void below.push(...plainTexts(child)));
  return [...own, ...below];
}

function plainSentences(path: string, text = readFileSync(path, 'utf8')): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = node.expression.getText(source).split('.').at(-1)!;
      const argument = Object.hasOwn(SPEAKERS, name) ? node.arguments?.[SPEAKERS[name]!] : undefined;
      for (const sentence of argument === undefined ? [] : plainTexts(argument))
        if (SENTENCE.test(sentence)) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
          found.push(`${path}:${line + 1} ${sentence.slice(0, 80)}`);
        }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('every refusal, warning and log line of core and of the hosts is a message', () => {
  expect([...sources('core'), ...sources('electron')].flatMap((path) => plainSentences(path))).toEqual([]);
});

test.each([
  "throw new UpbenchError('missing-file', 'There is no file.');",
  'throw invalidParameter(name, `a number from ${low} to ${high}`, value);',
  "log('Something went wrong.');",
  'io.stderr(`Wrote the file ${path}.\\n`);',
])('%s is found', (code) => expect(plainSentences('sample.ts', code)).toHaveLength(1));

test('English counts say "1 picture" and "3 pictures": a number in front of a plural goes through counted()', () => {
  const folder = join(import.meta.dirname, '../../../core/messages/en');
  const nouns = 'pictures|pixels|files|methods|layers|values|classes|steps|channels|rows|columns|samples|arrays|bytes';
  const bare = new RegExp(
    String.raw`(?<!×|of )\$\{(?:count|[a-z]+\.length|right|bottom|pictures|channels)\} (?:${nouns})\b`,
  );
  const found = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => bare.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
  expect([counted(1, 'picture'), counted(3, 'class', 'classes'), counted('1 of 3', 'picture')]).toEqual([
    '1 picture',
    '3 classes',
    '1 of 3 pictures',
  ]);
});
