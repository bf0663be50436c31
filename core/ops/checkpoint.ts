/** Called between blocks of work; throws to cancel. */
export type Checkpoint = () => void;

/** The checkpoint of a call nobody cancels. */
export function noCheckpoint(): void {}
