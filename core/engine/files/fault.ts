import type { Message } from '../../messages';
import { sentenceOf, UpbenchError, type ErrorCode, type ErrorDetails } from '../../tensor/errors';

/** An error as data. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  /** The sentence by its code, for another language. */
  readonly said?: Message | undefined;
  readonly details: ErrorDetails;
}

/** An error as data that survives any border; what is no sentence of ours becomes an internal fault. */
export function toFault(error: unknown): Fault {
  if (error instanceof UpbenchError)
    return { code: error.code, message: error.message, said: error.said, details: error.details };
  // Out of memory arrives as a RangeError from the allocation that failed.
  if (error instanceof RangeError && /allocation|array buffer|invalid (typed )?array length/i.test(error.message)) {
    return {
      code: 'too-large',
      message: 'There is not enough memory for this picture. Use a smaller one.',
      details: {},
    };
  }
  const message = sentenceOf(error);
  return { code: 'internal', message: `Internal fault: ${message}`, details: {} };
}

export function fromFault(fault: Fault): UpbenchError {
  return new UpbenchError(fault.code, fault.said ?? fault.message, fault.details);
}
