import type { PictureFacts } from './runEvents';
import type { ImageResult } from './schema';

/** Every fact a result says of its picture, in the order of the files. The type holds this list against the schema. */
const FACTS: Readonly<Record<keyof PictureFacts, true>> = {
  width: true,
  height: true,
  channels: true,
  bitDepth: true,
  range: true,
  masks: true,
  crop: true,
  low: true,
  notes: true,
  notesSaid: true,
};

/** The facts in something that holds more: an event, a result. */
export function factsOf(holder: PictureFacts): PictureFacts {
  const keys = (Object.keys(FACTS) as (keyof PictureFacts)[]).filter((key) => holder[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, holder[key]])) as PictureFacts;
}

/** The result of one picture. Every place that makes one makes it here, so that no fact is left behind. */
export function imageResultOf(
  facts: PictureFacts,
  own: Pick<ImageResult, 'file' | 'sha256' | 'methods' | 'failed'>,
): ImageResult {
  return { file: own.file, sha256: own.sha256, ...factsOf(facts), methods: own.methods, failed: own.failed };
}
