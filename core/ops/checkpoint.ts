/** Called between blocks of work; throws to cancel. */
export type Checkpoint = () => void;

/** The checkpoint of a call that cannot be cancelled. */
export function noCheckpoint(): void {}
