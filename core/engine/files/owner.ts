import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from './fileErrors';

/**
 * Which process something belongs to. A process number is not enough: containers and cluster nodes that share a folder
 * count their processes each from one, and a number is given again after a restart.
 */
export interface Owner {
  readonly host: string;
  /** Of the running system; '' where it cannot be told. */
  readonly boot: string;
  /** Of process numbers; '' where there is only one. */
  readonly namespace: string;
  readonly pid: number;
  /** When the process began, in the system's own count; '' where it cannot be told. */
  readonly started: string;
}

const orNothing = (read: () => string): string => {
  try {
    return read().trim();
  } catch {
    // This system does not provide it.
    return '';
  }
};

/** Field 22 of /proc/PID/stat; the name before it may hold spaces and brackets. */
const startOf = (pid: number): string =>
  orNothing(() => {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  });

export function thisProcess(): Owner {
  return {
    host: hostname(),
    boot: orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    namespace: orNothing(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    started: startOf(process.pid),
  };
}

/** Whether the process runs; one that we may not signal runs too. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** 'unknown': it is of another machine or container, whose processes cannot be asked from here. */
export function fateOf(owner: Owner, here: Owner = thisProcess()): 'running' | 'gone' | 'unknown' {
  if (owner.host !== here.host) return 'unknown';
  if (owner.boot !== here.boot) return owner.boot !== '' && here.boot !== '' ? 'gone' : 'unknown';
  if (owner.namespace !== here.namespace) return 'unknown';
  if (!isRunning(owner.pid)) return 'gone';
  return owner.started === startOf(owner.pid) ? 'running' : 'gone';
}

/** The owner recorded in a file; undefined for anything else. */
export function parseOwner(text: string): Owner | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { host, boot, namespace, pid, started } = value as Partial<Record<keyof Owner, unknown>>;
  const texts = [host, boot, namespace, started];
  if (typeof pid !== 'number' || texts.some((text) => typeof text !== 'string')) return undefined;
  return value as Owner;
}
