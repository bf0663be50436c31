import type { PairInfo } from '@core/engine/contract/contract';

/** Logits of three classes at half the size of their truth, as the engine tells a page of them. */
export const logitsPair: PairInfo = {
  values: 'logits',
  channels: 3,
  input: { width: 8, height: 8 },
  output: { width: 16, height: 16 },
  scale: 2,
  truth: 'truth.png',
  photograph: null,
  indices: null,
  palette: [],
  shares: [],
  hashes: [],
};
