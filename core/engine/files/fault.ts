import { message, type Message } from '../../messages';
import { sentenceOf, UpbenchError, type ErrorCode, type ErrorDetails } from '../../tensor/errors';

/** An error as data. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  /** The sentence by its code, for another language. */
  readonly said?: Message | undefined;
  readonly details: ErrorDetails;
  /** The stack, for debugging. */
  readonly trace?: string | undefined;
}

/** An error as data that can be sent between processes; an unexpected error becomes an internal fault that keeps its stack. */
export function toFault(error: unknown): Fault {
  if (error instanceof UpbenchError) {
    const { code, message: sentence, said, details } = error;
    return { code, message: sentence, said, details, ...traceOf(error) };
  }
  // Out of memory arrives as a RangeError from the allocation that failed.
  const isMemory =
    error instanceof RangeError && /allocation|array buffer|invalid (typed )?array length/i.test(error.message);
  const said = isMemory ? message('out-of-memory') : message('internal-fault', { text: sentenceOf(error) });
  const refusal = new UpbenchError(isMemory ? 'too-large' : 'internal', said);
  return { code: refusal.code, message: refusal.message, said, details: {}, ...traceOf(error) };
}

export function fromFault(fault: Fault): UpbenchError {
  const error = new UpbenchError(fault.code, fault.said ?? fault.message, fault.details);
  if (fault.trace !== undefined) error.stack = fault.trace;
  return error;
}

/** The stack and those of all causes, for internal faults only; for others the sentence is enough. */
function traceOf(error: unknown): { trace?: string } {
  if (!(error instanceof Error)) return {};
  if (error instanceof UpbenchError && error.code !== 'internal' && error.cause === undefined) return {};
  return { trace: stackOf(error) };
}

/** The stack of an error, followed by those of its causes. */
export function stackOf(error: Error): string {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
