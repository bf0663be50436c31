import { message, say } from '../../messages';
import { tell, type CommandIo } from '../command';
import { progressLine } from '../progressLine';
import { Rate } from './rate';

/** Where the line cannot be redrawn, a line of its own at most this often. */
const PLAIN_MS = 10_000;

export interface BatchProgress {
  show(position: number, total: number, file: string, text: string): void;
  /** A picture is over; `isNew` is false for one that an earlier run did. */
  count(isNew: boolean): void;
  clear(): void;
  /** Pictures over so far, and how many of them an earlier run did. */
  readonly done: number;
  readonly known: number;
}

/** What is going on, how fast, and how long it will take: redrawn on a terminal, now and then in a log. */
export function progressOf(io: CommandIo, now: () => number): BatchProgress {
  const line = progressLine(io);
  const rate = new Rate(now());
  let lastPlain = now();
  let done = 0;
  let known = 0;
  return {
    show(position, total, file, text) {
      const words = rate.words(total - position + 1);
      const pace = words === null || total === 1 ? '' : ` ${say(words, io.language)}:`;
      line.show(`[${position}/${total}]${pace} ${file}: ${text}`);
      if (io.interactive || total === 1 || now() - lastPlain < PLAIN_MS) return;
      lastPlain = now();
      tell(io, message('progress-pictures', { done: position - 1, total, pace: words ?? '' }));
    },
    count(isNew) {
      line.clear();
      done++;
      if (isNew) rate.count(now());
      else {
        known++;
        rate.skip(now());
      }
    },
    clear: () => line.clear(),
    get done() {
      return done;
    },
    get known() {
      return known;
    },
  };
}
