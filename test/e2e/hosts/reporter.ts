import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { findElectron } from './electron';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Says at the end which hosts the scenario ran on, and which it did not. */
export default class HostReporter implements Reporter {
  private readonly counts = new Map<string, { passed: number; failed: number }>();

  onTestEnd(test: TestCase, result: TestResult): void {
    const host = test.parent.project()?.name ?? 'served';
    const count = this.counts.get(host) ?? { passed: 0, failed: 0 };
    this.counts.set(host, count);
    if (result.status === 'passed') count.passed++;
    else if (result.status !== 'skipped') count.failed++;
  }
  onEnd(_result: FullResult): void {
    const hosts = ['served', 'stand-in', 'electron'].map((host) => {
      const count = this.counts.get(host);
      const name = host === 'electron' ? `electron ${electronVersion()}` : host;
      if (count === undefined)
        return `${name} not run${host === 'electron' && findElectron() === null ? ' (its binary is not installed)' : ''}`;
      return `${name} ${count.passed} passed${count.failed > 0 ? `, ${count.failed} failed` : ''}`;
    });
    process.stdout.write(`hosts: ${hosts.join('; ')}\n`);
  }
  printsToStdio(): boolean {
    return false;
  }
}

function electronVersion(): string {
  const manifest = readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
