/** Finds a Chromium for the tests, down to one inside an npm package, so that a bare machine can run them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from '@playwright/test';

export interface Browser {
  /** Undefined: Playwright's own. */
  readonly executablePath: string | undefined;
  readonly args: string[];
  readonly env: Record<string, string>;
  /** Where it was found, for the report of a test run. */
  readonly from: string;
}

const SYSTEM_PATHS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`),
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
};

/** Libraries Chromium loads at start and bare Linux images lack; the npm package brings them. */
const LIBRARIES = ['libnss3.so', 'libnspr4.so', 'libexpat.so.1'];

function hasLibraries(): boolean {
  try {
    const known = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return LIBRARIES.every((name) => known.includes(name));
  } catch {
    return false;
  }
}

/**
 * Unpacks @sparticuz/chromium once per machine. The package writes into the temp folder and skips what exists, even a
 * half-written file; so it runs with a temp folder of its own that is renamed when complete.
 */
function unpackBundled(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const require = createRequire(import.meta.url);
  let version: string;
  try {
    // By path: the package exports its code only.
    const manifest = join(dirname(require.resolve('@sparticuz/chromium')), '../../package.json');
    version = (require(manifest) as { version: string }).version;
  } catch {
    return undefined;
  }
  const folder = join(tmpdir(), `upbench-chromium-${version}-${String(process.getuid?.() ?? 0)}`);
  if (existsSync(join(folder, 'chromium'))) return folder;
  const staging = mkdtempSync(join(tmpdir(), 'upbench-chromium-unpacking-'));
  const script = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  // The variable makes the package unpack its libraries too.
  const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'nodejs20.x' };
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname, env });
  try {
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another run was faster.
    if (!existsSync(join(folder, 'chromium'))) throw error;
  }
  return folder;
}

function find(): Pick<Browser, 'executablePath' | 'from'> & { env?: Record<string, string> } {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted !== undefined && wanted !== '') {
    if (!existsSync(wanted)) throw new Error(`CHROMIUM_PATH names "${wanted}", but there is no such file.`);
    return { executablePath: wanted, from: 'CHROMIUM_PATH' };
  }
  if (existsSync(chromium.executablePath())) return { executablePath: undefined, from: 'Playwright' };
  const system = SYSTEM_PATHS[process.platform]?.find((path) => existsSync(path));
  if (system !== undefined) return { executablePath: system, from: system };
  const folder = unpackBundled();
  if (folder === undefined) {
    throw new Error(
      'No Chromium found for the tests. Run "npx playwright install chromium", install Chrome, or set CHROMIUM_PATH.',
    );
  }
  const env: Record<string, string> = {};
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(folder, 'fonts');
  if (!hasLibraries()) {
    const inherited = process.env['LD_LIBRARY_PATH'];
    env['LD_LIBRARY_PATH'] = [join(folder, 'al2023/lib'), ...(inherited ? [inherited] : [])].join(':');
  }
  return { executablePath: join(folder, 'chromium'), from: '@sparticuz/chromium', env };
}

/** Launch options for Playwright; throws a sentence when there is no browser. */
export function findBrowser(): Browser {
  const found = find();
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    executablePath: found.executablePath,
    from: found.from,
    // Chromium's sandbox refuses the root user, who is whom containers run as.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    env: { ...Object.fromEntries(inherited), ...found.env },
  };
}
