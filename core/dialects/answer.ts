import type { ResampledSize } from '../ops/resampler';
import type { NpyArray } from '../tensor/npy';
import { ruleInForce } from './apply';
import { codeFor } from './code';
import { drawPositions } from './drawing';
import { compareResults, identifyRules, sizeOfArray, type Comparison, type Identified } from './identify';
import { axisScale, type RuleMatch } from './match';
import { frameworkOf, lookUpDialect } from './names';
import { rulePython } from './python';

/** A rule with the code that follows it, by its names. */
export interface CodedRule extends RuleMatch {
  readonly code: Readonly<Record<string, string>>;
}

/** What makes one side like the other. */
export interface Agreement {
  /** Whose rule the code follows: then both results are that one's. */
  readonly like: 'a' | 'b';
  readonly framework: string;
  /** The name of the rule in that framework; null where it has none, and the code follows the rule step by step. */
  readonly name: string | null;
  readonly code: string;
}

export interface SideAnswer {
  readonly rules: readonly CodedRule[];
  readonly nearest: CodedRule | null;
  readonly tolerance: number;
  readonly leftOut: number;
}

/** All that is said of one or two results of an input. */
export interface ArraysAnswer extends SideAnswer {
  readonly second?: SideAnswer;
  readonly comparison?: Comparison & { readonly agree: readonly Agreement[] };
  /** One row of sampling positions as SVG; null where no rule is known. */
  readonly picture: string | null;
}

export function explainArrays(x: NpyArray, a: NpyArray, b: NpyArray | null): ArraysAnswer {
  const first = identifyRules(x, a);
  const second = b && identifyRules(x, b);
  const pair = b && second && compareResults(x, a, b, { a: first, b: second });
  const size = sizeOfArray(a);
  const [inWidth, outWidth] = [sizeOfArray(x)[1], size[1]];
  const matchOf = ({ rules }: Identified, id: string | null, scale: number | null): RuleMatch | undefined =>
    rules.find((match) => match.id === id && (match.scale ?? null) === scale);
  // With two results the rules that were compared, else the first.
  const drawn = pair
    ? [matchOf(first, pair.rules.a, pair.scales.a), second && matchOf(second, pair.rules.b, pair.scales.b)]
    : [first.rules[0]];
  return {
    ...coded(first, size),
    ...(b && second && pair
      ? {
          second: coded(second, sizeOfArray(b)),
          comparison: {
            ...pair,
            agree: pair.maxDifference === 0 ? [] : agreement(drawn, { from: areaOf(x), to: areaOf(a) }),
          },
        }
      : {}),
    picture: drawPositions({
      inSize: inWidth,
      outSize: outWidth,
      rows: drawn.flatMap((match) => {
        const row = match && lookUpDialect(match.id);
        if (!row) return [];
        const name = row.names[0] ?? row.id;
        const label = match.scale === undefined ? name : `${name}, ×${match.scale}`;
        return [{ name: label, rule: row.rule, scale: axisScale(match, inWidth, outWidth) }];
      }),
    }),
  };
}

function coded({ rules, nearest, tolerance, leftOut }: Identified, size: readonly [number, number]): SideAnswer {
  const withCode = (match: RuleMatch): CodedRule => ({
    ...match,
    code: Object.fromEntries(
      match.names.flatMap((name) => {
        const code = codeFor(name.replace(/ rounded$/, ''), size);
        return code === null ? [] : [[name, code]];
      }),
    ),
  });
  return { rules: rules.map(withCode), nearest: nearest && withCode(nearest), tolerance, leftOut };
}

interface Sizes {
  readonly from: ResampledSize;
  readonly to: ResampledSize;
}

function areaOf(array: NpyArray): ResampledSize {
  const [height, width] = sizeOfArray(array);
  return { height, width };
}

/** Each side's rule in the other side's framework; where that has no function for it, in PyTorch step by step. */
function agreement([own, other]: readonly (RuleMatch | null | undefined)[], sizes: Sizes): Agreement[] {
  if (!own || !other || (own.id === other.id && own.scale === other.scale)) return [];
  return [one('a', own, other, sizes), one('b', other, own, sizes)];
}

function one(like: 'a' | 'b', rule: RuleMatch, other: RuleMatch, { from, to }: Sizes): Agreement {
  const wanted = other.names.map(frameworkOf);
  const name = rule.names.find((candidate) => wanted.includes(frameworkOf(candidate)));
  const code = name && codeFor(name.replace(/ rounded$/, ''), [to.height, to.width]);
  if (name !== undefined && code) return { like, framework: frameworkOf(name), name, code };
  const row = lookUpDialect(rule.id);
  const lines = row ? rulePython(ruleInForce(row, from, to), [to.height, to.width], { ...row, ...rule }) : [];
  return { like, framework: 'torch', name: null, code: lines.join('\n') };
}
