import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

// The page is written by `npm run list-dependencies`; here it is held against the lockfile, sizes apart.

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');
interface Package {
  readonly version: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> };
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

it('docs/DEPENDENCIES.md names every direct dependency with its version, licence and reason, and no other', () => {
  const rows = read('docs/DEPENDENCIES.md')
    .split('\n')
    .filter((line) => /^\| (?!Package|---)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const direct = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(rows.map(([, name, version]) => [name, version])).toEqual(
    Object.entries(direct).map(([name, wanted]) => [name, wanted.replace(/^npm:.*@/, '')]),
  );
  for (const [, name = '', , licence, , reason = ''] of rows) {
    expect(licence).toBe(packages[`node_modules/${name}`]?.license);
    expect(reason.length, name).toBeGreaterThan(5);
  }
});

it('every package comes from the registry, with a hash of its content', () => {
  for (const [path, { resolved, integrity }] of Object.entries(packages)) {
    if (path === '') continue;
    // Absent: wherever the registry in use keeps it.
    expect(resolved ?? 'https://registry.npmjs.org/', path).toMatch(/^https:\/\/registry\.npmjs\.org\//);
    expect(integrity, path).toMatch(/^sha512-/);
  }
});

it('no installation depends on a script', () => {
  const scripts = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  // It prints a notice.
  expect(scripts.map(([path]) => path)).toEqual(['node_modules/protobufjs']);
});

it('npm runs nothing of ours while it installs, so package files alone are enough for npm ci', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  // The names npm itself calls on an installation, `dependencies` among them.
  const hooks = [
    'preinstall',
    'install',
    'postinstall',
    'prepublish',
    'preprepare',
    'prepare',
    'postprepare',
    'dependencies',
  ];
  expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
});

it.each(['core/kernels/compiler', 'test/pack', 'test/mutation'])(
  'the tools in %s are exact, locked, and not in the main package',
  (folder) => {
    const own = JSON.parse(read(`${folder}/package.json`)) as typeof manifest;
    const locked = JSON.parse(read(`${folder}/package-lock.json`)) as { packages: Record<string, Package> };
    for (const [name, version] of Object.entries(own.devDependencies)) {
      expect(version).toMatch(/^\d/);
      expect(locked.packages[`node_modules/${name}`]).toBeDefined();
      expect(manifest.devDependencies[name]).toBeUndefined();
    }
  },
);
