import { say } from '../../messages';
import { addTallies, maskNumbers, type Tally } from '../../segmentation';
import type { ImageResult, MethodResult } from '../schema';
import { toSpecial } from '../special';
import type { MaskSummary } from '../summarySchema';
import { DEFAULT_MASKS, type MaskSpec } from './schema';

interface Sum {
  readonly method: Pick<MethodResult, 'key' | 'id' | 'title' | 'order' | 'excludedFromBest' | 'excludedSaid'>;
  tally: Tally;
  readonly leftOut: string[];
}

/** Adds what was counted on every picture, so that a number over all of them is that of one large picture. */
export class MaskSums {
  private readonly sums = new Map<string, Sum>();
  private readonly ids: string[] = [];

  constructor(private readonly spec: MaskSpec = DEFAULT_MASKS) {}

  add({ file, methods }: Pick<ImageResult, 'file' | 'methods'>): void {
    for (const method of methods) {
      const tally = method.mask;
      if (tally === undefined) continue;
      const known = this.sums.get(method.key);
      if (known === undefined) {
        const { key, id, title, order, excludedFromBest, excludedSaid } = method;
        this.sums.set(key, { method: { key, id, title, order, excludedFromBest, excludedSaid }, tally, leftOut: [] });
        // Arrays of other classes cannot be added: the first decides.
      } else if (known.tally.confusion.classes === tally.confusion.classes)
        known.tally = addTallies(known.tally, tally);
      else known.leftOut.push(file);
      for (const { id } of [...method.metrics, ...(method.unavailable ?? [])]) {
        const base = id.replace(/^(iou|dice)-\d+$/, '$1');
        if (!this.ids.includes(base)) this.ids.push(base);
      }
    }
  }

  /** Undefined where there was nothing to add. */
  finish(): MaskSummary[] | undefined {
    if (this.sums.size === 0) return undefined;
    return [...this.sums.values()].map(({ method, tally, leftOut }) => {
      const { order, excludedFromBest, excludedSaid, ...rest } = method;
      return {
        ...rest,
        ...(order === undefined ? {} : { order }),
        ...(excludedFromBest === undefined ? {} : { excludedFromBest, excludedSaid }),
        metrics: maskNumbers(tally, this.ids, this.spec).flatMap(({ id, metric, answer }) =>
          'unavailable' in answer
            ? []
            : [{ id, value: toSpecial(answer.value), better: metric.better, protocol: say(answer.receipt) }],
        ),
        mask: JSON.parse(JSON.stringify(tally)) as MaskSummary['mask'],
        ...(leftOut.length === 0 ? {} : { leftOut }),
      };
    });
  }
}
