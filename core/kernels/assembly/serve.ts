import { address } from './vector';
import { work } from './jobs';

// The loop of a helper thread. Words of the control block: generation (bumped per job), helpers wanted, job, scratch of
// helper 0, bytes to the scratch of the next, helpers that are done, stop.

const HELPERS = 4;
const JOB = 2;
const SCRATCH = 3;
const STRIDE = 4;
const DONE = 20;
const STOP = 24;

/** How often a helper looks for the next job before it goes to sleep: about a third of a millisecond. */
const SPINS = 100000;

/** Serves jobs until told to stop; `index` numbers the helpers from 0. */
export function serve(control: usize, index: i32): void {
  let seen = atomic.load<i32>(control);
  atomic.add<i32>(control + 28, 1);
  while (true) {
    let spins = SPINS;
    while (atomic.load<i32>(control) == seen) {
      if (--spins > 0) continue;
      atomic.wait<i32>(control, seen, -1);
      spins = SPINS;
    }
    if (atomic.load<i32>(control + STOP) != 0) return;
    seen = atomic.load<i32>(control);
    if (index >= atomic.load<i32>(control + HELPERS)) continue;
    work(address(control, JOB), address(control, SCRATCH) + <usize>index * address(control, STRIDE), i32.MAX_VALUE);
    atomic.add<i32>(control + DONE, 1);
    atomic.notify(control + DONE, 1);
  }
}
