import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog } from '../../electron/main/logFile';

test('the log stamps lines, keeps them single, turns over and never throws', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const log = createLog(folder, () => new Date(0));
  log('first\nline');
  expect(readFileSync(join(folder, 'upbench.log'), 'utf8')).toBe('1970-01-01T00:00:00.000Z first | line\n');
  writeFileSync(join(folder, 'upbench.log'), 'x'.repeat(1_000_001));
  log('second');
  expect(readdirSync(folder).sort()).toEqual(['upbench.log', 'upbench.old.log']);
  expect(() => createLog(join(folder, 'upbench.log'))('nowhere to go')).not.toThrow();
});
