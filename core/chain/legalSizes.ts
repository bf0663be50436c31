import { UpbenchError } from '../tensor/errors';
import { evaluateChain } from './evaluate';
import type { Chain } from './program';

export interface LegalSizes {
  /** The rule where there is one: every size from `from` with size mod `step` = `remainder`. */
  readonly rule: { readonly step: number; readonly remainder: number; readonly from: number } | null;
  /** Legal sizes around the one in use, at most four. */
  readonly nearest: readonly number[];
}

const WINDOW = 256;

/** Which square inputs go through the whole chain, found by trying; channels and batch stay. */
export function legalSizes(chain: Chain, input: readonly number[]): LegalSizes {
  const [n, c, height] = input.length === 3 ? [1, ...input] : input;
  const around = Math.min(Math.max(height ?? 1, 1), 8192);
  const fits = (size: number): boolean => {
    try {
      const { rows, output } = evaluateChain(chain, [n ?? 1, c ?? 1, size, size], false);
      return output !== null && rows.every((row) => row.shape !== null && row.warning === null);
    } catch (error) {
      if (error instanceof UpbenchError) return false;
      throw error;
    }
  };
  const first = Math.max(1, around - WINDOW / 2);
  const legal: number[] = [];
  for (let size = first; size < first + WINDOW; size++) if (fits(size)) legal.push(size);
  const nearest = [...legal].sort((a, b) => Math.abs(a - around) - Math.abs(b - around)).slice(0, 4);
  return { rule: ruleOf(legal, first, fits), nearest: nearest.sort((a, b) => a - b) };
}

function ruleOf(legal: readonly number[], first: number, fits: (size: number) => boolean): LegalSizes['rule'] {
  const [a, b] = legal.slice(-2);
  if (a === undefined || b === undefined) return null;
  const step = b - a;
  const remainder = b % step;
  const end = first + WINDOW;
  // Regular from some size on, up to the end of what was tried.
  let from = b;
  while (from - step >= first && legal.includes(from - step)) from -= step;
  const isRegular = legal.filter((size) => size >= from).length === Math.floor((end - 1 - from) / step) + 1;
  if (!isRegular || legal.some((size) => size < from && size % step !== remainder)) return null;
  while (from - step >= 1 && fits(from - step)) from -= step;
  return { step, remainder, from };
}
