import type { ErrorCode } from '../tensor/errors';

/** What the process ends with: 0 done, 2 an input or a parameter was bad, 1 a fault of upbench itself. */
export type ExitCode = 0 | 1 | 2;

export const exitCodeOf = ({ code }: { readonly code: ErrorCode | string }): ExitCode => (code === 'internal' ? 1 : 2);

/** Of several outcomes: a fault of ours is worse than a bad input. */
export function worst(one: ExitCode, other: ExitCode): ExitCode {
  if (one === 1 || other === 1) return 1;
  return one === 2 || other === 2 ? 2 : 0;
}
