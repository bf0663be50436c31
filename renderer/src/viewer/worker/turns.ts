/** Long pieces of work, one after the other: two at once would hold twice the memory and end no sooner. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

/** What somebody looks at goes before long work, which asks here between its parts. */
export class Sight {
  private held = 0;
  private resting: (() => void)[] = [];

  /** Nothing long goes on until `work` has ended. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.held += 1;
    try {
      return await work();
    } finally {
      this.held -= 1;
      // Later: what is asked for next, now that this is answered, still goes before.
      setTimeout(() => this.release());
    }
  }

  /** Undefined at once where nothing is held. */
  rest(): Promise<void> | undefined {
    return this.held === 0 ? undefined : new Promise((resolve) => this.resting.push(resolve));
  }

  private release(): void {
    if (this.held > 0) return;
    for (const resolve of this.resting.splice(0)) resolve();
  }
}
