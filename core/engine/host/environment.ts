import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Environment } from '../../experiment/schema';
import { VERSION } from './version';

/** Versions worth stamping on results, where the process has them. */
const VERSIONS = ['node', 'v8', 'electron', 'chrome'] as const;

/**
 * The version of PyTorch that made the arrays the operators are compared with (test/goldens/torch). Modes
 * that came later are named where a method has them.
 */
const PYTORCH_MEANING = '1.13; 2.6 agrees; interpolate lanczos (antialias) as in 2.12';

interface Computing {
  /** Name of the operators that computed. */
  readonly operators: string;
  readonly threads: number;
  readonly now: Date;
  /** sharp's and libvips's versions. */
  readonly decoder: Readonly<Record<string, string>>;
}

/** The stamp that every result carries. */
export function describeEnvironment({ operators, threads, now, decoder }: Computing): Environment {
  const versions: Record<string, string> = { ...decoder, 'PyTorch meaning': PYTORCH_MEANING };
  for (const name of VERSIONS) {
    const version = process.versions[name];
    if (version !== undefined) versions[name] = version;
  }
  return {
    app: 'upbench',
    version: VERSION,
    date: now.toISOString(),
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    versions,
    operators,
    threads,
  };
}
