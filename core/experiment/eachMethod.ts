import type { Message } from '../messages';
import { sentenceOf, UpbenchError } from '../tensor/errors';
import type { MethodFailed, MethodProgress } from './runEvents';
import type { ImageResult, MethodResult, MethodSpec } from './schema';

/**
 * Runs the uses of an experiment on one picture, one after the other. One that is refused is reported and the others go
 * on; `cancelled` is thrown.
 * @param titles of the uses, in their order
 */
export function eachMethod(
  uses: readonly MethodSpec[],
  titles: readonly string[],
  checkpoint: () => void,
  emit: (event: MethodProgress | MethodFailed) => void,
  run: (use: MethodSpec, label: string, progress: (part: number) => void) => MethodResult,
): Pick<ImageResult, 'methods' | 'failed'> {
  const methods: MethodResult[] = [];
  const failed: ImageResult['failed'] = [];
  const total = uses.length;
  for (const [done, use] of uses.entries()) {
    const label = titles[done] ?? use.id;
    const progress = (part: number): void => {
      checkpoint();
      emit({ type: 'progress', key: use.key, done, total, fraction: (done + part) / total, label });
    };
    progress(0);
    try {
      methods.push(run(use, label, progress));
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.code === 'cancelled') throw error;
      failed.push({ key: use.key, id: use.id, ...failure });
      emit({ type: 'method-failed', key: use.key, ...failure });
    }
  }
  return { methods, failed };
}

function describeFailure(error: unknown): { code: string; message: string; said?: Message } {
  if (error instanceof UpbenchError)
    return { code: error.code, message: error.message, ...(error.said === undefined ? {} : { said: error.said }) };
  return { code: 'internal', message: sentenceOf(error) };
}
