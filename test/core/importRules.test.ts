import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { coreFolders, layers, type Layer } from '../helpers/layers.js';

const RULE = '@typescript-eslint/no-restricted-imports';
// The made-up files are in no TypeScript project, and the import rules need no types.
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });

/** The lines of a made-up file that a rule complains about. One file for many lines, because starting a lint is slow. */
async function refused(file: string, lines: readonly string[], rule: string): Promise<string[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: file });
  expect(result!.messages.filter((message) => message.fatal)).toEqual([]);
  const found = new Set(result!.messages.filter(({ ruleId }) => ruleId === rule).map(({ line }) => line));
  return lines.filter((_, index) => found.has(index + 1));
}

function allowedLines(layer: Layer): string[] {
  const inCore = layer.sample.startsWith('core/');
  const toFolder = !inCore ? '@core/' : layer.sample === 'core/index.ts' ? './' : '../';
  const packages = layer.packages === 'any' ? ['vue', 'echarts/core'] : layer.packages;
  const names = [
    ...layer.core.map((name) => toFolder + name),
    ...packages.map((name) => (name.endsWith('/') ? `${name}server` : name)),
    ...(layer.node ? ['node:fs', 'fs'] : []),
    './neighbour',
  ];
  const types = (layer.coreTypes ?? []).map((name) => `@core/${name}`);
  if (layer.electronShared === true) types.push('../../electron/shared/api');
  return [
    ...names.map((name, index) => `import { x as x${String(index)} } from '${name}';`),
    ...types.map((name, index) => `import type { X as X${String(index)} } from '${name}';`),
  ];
}

it('knows every folder of core', () => {
  const core = readdirSync(resolve(import.meta.dirname, '../../core'), { withFileTypes: true });
  const folders = core.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(folders.filter((name) => !coreFolders.includes(name))).toEqual([]);
});

describe.each(layers.map((layer) => [layer.sample, layer] as const))('imports of %s', (sample, layer) => {
  it('are refused where the row forbids them', async () => {
    const lines = layer.breaks.flatMap((name, index) => [
      `import { x as x${String(index)} } from '${name}';`,
      `export { x as y${String(index)} } from '${name}';`,
    ]);
    expect(await refused(sample, lines, RULE)).toEqual(lines);
  });

  it('are allowed where the row names them', async () => {
    expect(await refused(sample, allowedLines(layer), RULE)).toEqual([]);
  });
});

describe('other rules of the house', () => {
  it.each([
    ['core/tensor/sample.ts', '// @ts-ignore', '@typescript-eslint/ban-ts-comment'],
    ['core/tensor/sample.ts', 'export const x = (y: any) => y;', '@typescript-eslint/no-explicit-any'],
    ['core/tensor/sample.ts', 'console.log(1);', 'no-console'],
    ['renderer/src/sample.ts', 'console.log(1);', 'no-console'],
    ['test/core/sample.test.ts', "it.only('a', () => {});", 'no-restricted-syntax'],
    ['test/core/sample.test.ts', "describe.only.each([1])('a', () => {});", 'no-restricted-syntax'],
    ['test/e2e/sample.spec.ts', "test.describe.only('a', () => {});", 'no-restricted-syntax'],
  ])('in %s refuse %s', async (file, line, rule) => {
    expect(await refused(file, [line], rule)).toEqual([line]);
  });

  it('let the command line print', async () => {
    expect(await refused('core/cli/sample.ts', ['console.log(1);'], 'no-console')).toEqual([]);
  });
});
