import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command line's `serve`, as a user starts it; resolves with the address it prints. */
export interface ServedWorkbench {
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

const CLI = fileURLToPath(new URL('../../../core/cli/bin/upbench.mjs', import.meta.url));

export async function startServed(...args: string[]): Promise<ServedWorkbench> {
  const child = spawn(process.execPath, [CLI, 'serve', '--no-open', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`serve ended with ${String(code)}:\n${said}`)));
  });
  return {
    url,
    child,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGINT');
      }),
  };
}
