import type { Taps } from './interpolateAxis';

/** The taps that were asked for last: a picture is resized again and again, and its taps can take longer than it. */
export class LastTaps {
  private readonly kept = new Map<string, Taps>();

  constructor(private readonly most = 8) {}

  of(name: string, make: () => Taps): Taps {
    const taps = this.kept.get(name) ?? make();
    // The one asked for last stands at the end; the first one goes.
    this.kept.delete(name);
    this.kept.set(name, taps);
    for (const first of this.kept.keys()) if (this.kept.size > this.most) this.kept.delete(first);
    return taps;
  }
}
