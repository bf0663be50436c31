/** What an enlarging layer can be rewritten to. */
export const TARGETS = ['pixel-shuffle', 'conv-transpose', 'nearest-conv'] as const;
export type Target = (typeof TARGETS)[number];

export const isTarget = (kind: string): kind is Target => TARGETS.some((target) => target === kind);
