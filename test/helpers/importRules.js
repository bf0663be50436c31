// Turns the table of layers into options of the linter's no-restricted-imports rule.
import { builtinModules } from 'node:module';
import { coreFolders } from './layers.js';

const NODE = `(?:node:|(?:${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(?:/|$))`;

/** @param {readonly string[]} names */
const anyOf = (names) =>
  `(?:${names.map((name) => (name.endsWith('/') ? name : `${name}(?:/|$)`)).join('|') || '(?!)'})`;

/** @typedef {import('./layers.js').Layer} Layer */

/**
 * The patterns a row refuses, each with the sentence the linter prints.
 * @param {Layer} layer
 */
export function restrictions(layer) {
  const inCore = layer.sample.startsWith('core/');
  const inRenderer = layer.sample.startsWith('renderer/');
  const where = layer.files[0] ?? '';
  // A sibling folder of core is `../folder` (or `./folder` from core/index.ts) inside core, `@core/folder` outside.
  const toCore = inCore ? (layer.sample === 'core/index.ts' ? '\\./' : '(?:\\.\\./)+') : '@core/';
  const coreGroups = inCore ? coreFolders.filter((name) => !layer.core.includes(name)) : undefined;
  /** @type {{ regex: string, message: string, allowTypeImports?: boolean }[]} */
  const patterns = [
    inCore
      ? {
          regex: `^${toCore}${anyOf(coreGroups ?? [])}`,
          message: `${where} may import only ${list(layer.core)} of core.`,
        }
      : { regex: `^@core/(?!${anyOf([...layer.core, ...(layer.coreTypes ?? [])])})`, message: outside(where, layer) },
    inCore
      ? {
          regex: '^@core/',
          message: 'Inside core imports are relative: they must resolve in the published declarations.',
        }
      : {
          regex: '^(?:\\.\\./)+core(?:/|$)',
          message: 'Outside core write @core/..., so that the import rules see it.',
        },
  ];
  if (layer.coreTypes !== undefined) {
    patterns.push({
      regex: `^@core/${anyOf(layer.coreTypes)}`,
      message: outside(where, layer),
      allowTypeImports: true,
    });
  }
  if (!inRenderer)
    patterns.push({
      regex: '(?:^@renderer/|^(?:\\.\\./)+renderer(?:/|$))',
      message: `${where} may not import the page.`,
    });
  patterns.push({
    regex: `^(?:\\.\\./)+electron/${layer.electronShared ? '(?!shared/)' : ''}`,
    message: `${where} may not import the Electron side.`,
  });
  if (!layer.node) patterns.push({ regex: `^${NODE}`, message: `${where} may not import Node modules.` });
  const packages =
    layer.packages === 'any'
      ? `${anyOf(layer.never ?? [])}`
      : `(?!\\.|@core/|@renderer/|${NODE}|${anyOf(layer.packages)})`;
  patterns.push({ regex: `^${packages}`, message: `${where} may import the packages ${list(layer.packages)} only.` });
  return patterns;
}

/** @param {string[] | 'any'} names */
const list = (names) => (names === 'any' ? 'of the page' : names.length === 0 ? 'none' : names.join(', '));

/**
 * @param {string} where
 * @param {Layer} layer
 */
function outside(where, layer) {
  const types = layer.coreTypes === undefined ? '' : `; types of ${list(layer.coreTypes)}`;
  return `${where} may import of core: ${list(layer.core)}${types}.`;
}
