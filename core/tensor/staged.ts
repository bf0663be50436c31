/** Does some work as one named stage of a longer one. Whoever wants to know where time goes gives one that measures. */
export type Staged = <Result>(stage: string, work: () => Result) => Result;

/** Nobody asks. */
export const unstaged: Staged = (_, work) => work();
