import { message, type Message } from '../../messages';

/** Seconds as a person says them: `8 s`, `3 min`, `2 h 10 min`. */
function duration(seconds: number): Message {
  if (seconds < 90) return message('duration-seconds', { seconds: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? message('duration-minutes', { minutes })
    : message('duration-hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** Weight of the newest picture in the running mean: about the last twenty count. */
const NEWEST = 0.1;

/** Pictures a second, and what is left, from the time the latest pictures took. */
export class Rate {
  private secondsEach: number | undefined;
  private last: number;

  /** @param start of the run, in milliseconds of any clock */
  constructor(start: number) {
    this.last = start;
  }

  /** One more picture was computed. */
  count(now: number): void {
    const seconds = (now - this.last) / 1000;
    this.last = now;
    this.secondsEach =
      this.secondsEach === undefined ? seconds : this.secondsEach + NEWEST * (seconds - this.secondsEach);
  }

  /** Pictures that were done before take next to no time and would make the rate too good. */
  skip(now: number): void {
    this.last = now;
  }

  /** "2.4 pictures a second, about 3 min left"; nothing before the first picture. */
  words(left: number): Message | null {
    if (this.secondsEach === undefined || this.secondsEach <= 0) return null;
    const each = this.secondsEach;
    const rate =
      each <= 1
        ? message('progress-per-second', { rate: (1 / each).toFixed(1) })
        : message('progress-per-picture', { seconds: each.toFixed(1) });
    return message('progress-pace', { rate, left: duration(each * left) });
  }
}
