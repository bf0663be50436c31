import { address } from './vector';
import { work } from './jobs';

// The loop of a helper thread. Words of the control block: call (number of the job * 256 + helpers wanted), job, scratch
// of helper 0, bytes to the scratch of the next, helpers that are done, stop, helpers that are ready. One word says both
// which job and for whom, so a helper that is late never takes one call for two.

const JOB = 1;
const SCRATCH = 2;
const STRIDE = 3;
const DONE = 16; // bytes
const STOP = 20;
const READY = 24;

/** How often a helper looks for the next job before it goes to sleep: about a third of a millisecond. */
const SPINS = 100000;

/** Serves jobs until told to stop. */
export function serve(control: usize): void {
  let seen = atomic.load<i32>(control);
  const index = atomic.add<i32>(control + READY, 1);
  while (true) {
    let call = seen;
    let spins = SPINS;
    while (true) {
      call = atomic.load<i32>(control);
      if (call != seen) break;
      if (--spins > 0) continue;
      atomic.wait<i32>(control, seen, -1);
      spins = SPINS;
    }
    seen = call;
    if (atomic.load<i32>(control + STOP) != 0) return;
    if (index >= (call & 255)) continue;
    work(address(control, JOB), address(control, SCRATCH) + <usize>index * address(control, STRIDE), i32.MAX_VALUE);
    atomic.add<i32>(control + DONE, 1);
    atomic.notify(control + DONE, 1);
  }
}
