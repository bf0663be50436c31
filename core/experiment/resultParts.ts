import { message, say, type Message, type Said } from '../messages';
import type { Measurement } from '../metrics';
import type { Weights } from '../upsamplers';
import { differenceOf } from './compare';
import type { Raster } from '../tensor/raster';
import { findSame, type Finished, type FinishedOutput, type Unkept } from './sameAs';
import type { MethodResult } from './schema';

/** What results of methods, networks and finished outputs say alike. */

export type Measured = Pick<Measurement, 'metrics' | 'unavailable'> | null;

/** Nothing where there is no original to measure against. */
export const metricsPart = (measured: Measured): Pick<MethodResult, 'metrics' | 'unavailable'> => ({
  metrics: measured?.metrics ?? [],
  ...(measured && measured.unavailable.length > 0 ? { unavailable: [...measured.unavailable] } : {}),
});

/** Which earlier outputs are the same; where there is no original, how far all of them are. */
export function comparedPart(
  method: Unkept,
  output: Raster,
  earlier: readonly (Finished | FinishedOutput)[],
  hasOriginal: boolean,
): Pick<MethodResult, 'sameAs' | 'differences'> {
  return {
    sameAs: findSame(method, output, earlier),
    ...(hasOriginal
      ? {}
      : { differences: earlier.map((other) => ({ key: other.key, ...differenceOf(output, other.output) })) }),
  };
}

export const weightsPart = (weights: Weights | null): Pick<MethodResult, 'weights' | 'weightsSaid'> =>
  weights === null ? {} : { weights: say(weights.origin), ...saidOf(weights.origin) };

/** By its code, where it has one. */
const saidOf = (origin: Said): Pick<MethodResult, 'weightsSaid'> =>
  typeof origin === 'string' ? {} : { weightsSaid: origin };

/** Why a method takes no part in "best": it has seen what it is measured against. */
export function excludedPart(
  readsReference: boolean,
  weights: Weights | null,
): Pick<MethodResult, 'excludedFromBest' | 'excludedSaid'> {
  const because = readsReference
    ? message('uses-the-reference')
    : weights?.sawPicture
      ? message('fitted-on-it')
      : undefined;
  return because === undefined ? {} : { excludedFromBest: say(because), excludedSaid: because };
}

export const warningsPart = (warnings: readonly Message[]): Pick<MethodResult, 'warnings' | 'warningsSaid'> => ({
  warnings: warnings.map((warning) => say(warning)),
  warningsSaid: [...warnings],
});
