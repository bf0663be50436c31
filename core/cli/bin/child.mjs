// Child processes whose output is kept rather than shown.
import { spawn } from 'node:child_process';

/**
 * Runs Node on a script and never rejects; standard output and error are one string in the order they came.
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} options
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>}
 */
export function runNode(args, { cwd, env, timeoutMs }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
            // A grandchild may hold the pipes open; it is not waited for.
            child.stdout.destroy();
            child.stderr.destroy();
          }, timeoutMs);
    /** @param {unknown} chunk */
    const keep = (chunk) => {
      output += String(chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code, output, timedOut });
    };
    child.on('error', (error) => {
      keep(error.message);
      end(1);
    });
    child.on('close', (code) => {
      end(code ?? 1);
    });
  });
}
