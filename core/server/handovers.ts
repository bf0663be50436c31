import { handoverSchema, type Handover } from '../engine/contract/handover';
import { isCandidateName } from '../experiment/givenNames';
import { issueSaid } from '../experiment/issueSaid';
import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';

/** Handovers that a page can still be opened on. */
const KEPT = 64;
/** More text than the largest one has. */
export const MAX_HANDOVER_BYTES = 2 ** 16;

/** What programs sent to be shown, by the number in the address. */
export class Handovers {
  private readonly kept = new Map<number, Handover>();
  private next = 1;

  /** @param text what a program sent */
  take(text: string): number {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new UpbenchError('invalid-parameter', message('handover-damaged', { reason: 'JSON' }));
    }
    const parsed = handoverSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const place = issue?.path.join('.') ?? '';
      const reason = message('handover-at', { place, reason: issueSaid(issue) });
      throw new UpbenchError('invalid-parameter', message('handover-damaged', { reason }));
    }
    for (const { name } of parsed.data.candidates)
      if (!isCandidateName(name)) throw new UpbenchError('invalid-parameter', message('handover-name', { name }));
    const id = this.next++;
    this.kept.set(id, parsed.data);
    this.kept.delete(id - KEPT);
    return id;
  }

  find = (id: number): Handover | null => this.kept.get(id) ?? null;
}
