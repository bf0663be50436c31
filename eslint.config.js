import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { restrictions } from './test/helpers/importRules.js';
import { layers } from './test/helpers/layers.js';

const onlyFocused = {
  selector:
    'CallExpression > MemberExpression.callee[property.name="only"], CallExpression > MemberExpression.callee > MemberExpression.object[property.name="only"]',
  message: 'A focused test hides all others.',
};
/** Properties and items stand in the literal itself, one by one. */
const packed = {
  selector: 'SpreadElement > :matches(ObjectExpression, ArrayExpression)',
  message: 'Write the properties or items into the literal that spreads them.',
};

export default tseslint.config(
  {
    ignores: [
      'out/',
      'dist/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      // Another language with TypeScript's file ending, and what its compiler writes.
      'core/kernels/assembly/',
      '**/*.generated.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{js,mjs,ts,vue}'], extends: [tseslint.configs.strict, tseslint.configs.stylistic] },
  {
    files: ['**/*.{js,mjs,ts,vue}'],
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'no-restricted-syntax': ['error', packed],
      // What must be named to be left out or to fill a place begins with an underscore.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A signature-shaped interface and a wrapped callback read better than what these want.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // Every array access is possibly undefined to the compiler; in a loop over indices the assertion says it is not.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['core/cli/**/*.{ts,mjs}'], rules: { 'no-console': 'off' } },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
  {
    files: ['renderer/**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/no-v-html': 'error',
    },
  },
  {
    files: ['renderer/src/**/*.{ts,vue}'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require', '__dirname', 'setImmediate'],
    },
  },
  {
    files: ['test/**/*.{js,mjs,ts}'],
    rules: { 'no-restricted-syntax': ['error', onlyFocused, packed] },
  },
  layers.map((layer) => ({
    files: layer.files,
    ignores: layer.ignores ?? [],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: restrictions(layer) }] },
  })),
  prettier,
);
