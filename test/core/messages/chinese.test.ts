import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { englishIn } from '../../helpers/englishWords';

/** Chinese texts of a source file: all of core/messages/zh-CN, and what stands under 'zh-CN' elsewhere. */
function chineseTexts(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const isWhole = /[/\\]zh-CN[/\\]/.test(path);
  const texts: string[] = [];
  const textOf = (node: ts.Node): void => {
    // A key is a name of the code.
    if (ts.isPropertyAssignment(node)) return textOf(node.initializer);
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node))
      texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' '));
    ts.forEachChild(node, textOf);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && (isWhole || node.name.getText(source) === "'zh-CN'")) textOf(node.initializer);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : [];
  });
}

test('Chinese texts hold no English word that is no name', () => {
  const left = [...sources('core'), ...sources('renderer/src/i18n/zh-CN')].flatMap((path) =>
    chineseTexts(path).flatMap((text) => {
      const words = englishIn(text);
      return words.length === 0 ? [] : [`${path}: ${words.join(' ')} | ${text.slice(0, 90)}`];
    }),
  );
  expect(left).toEqual([]);
});
