import { findDialect, ruleInForce } from '@core/dialects';
import { wholeTapsOf } from '@core/dialects/bytes';
import type { WholeTaps } from '@core/ops/wholeTaps';
import type { Row } from './rows';

/** The whole weights of a row that resizes bytes as a library does. */
export function tapsOf({ dialect = '', input: [, height, width], scale }: Row): WholeTaps | null {
  const found = findDialect(dialect);
  const size = { height: height * scale, width: width * scale };
  const rule = ruleInForce(found, { height, width }, size);
  return found.bytes === undefined ? null : wholeTapsOf({ height, width }, size, rule, found.bytes);
}
