import { exportRun } from './exportRun';
import { inspect } from './inspect';
import { maskProcedures } from './masks';
import { networkProcedures } from './networks';
import { numberProcedures } from './numbers';
import { procedures, type EngineParts } from './parts';
import { pictureProcedures } from './pictures';
import { runProcedures } from './runs';
import { sessionProcedures } from './sessions';
import { studyProcedures } from './studies';
import { tableProcedure } from './table';
import { weightProcedures } from './weights';

/** The implementation of the contract. */
export function createRouter(parts: EngineParts) {
  return procedures.router({
    environment: procedures.environment.handler(() => parts.environment()),
    pictures: pictureProcedures(parts),
    inspect: inspect(parts),
    weights: weightProcedures(parts),
    sessions: sessionProcedures(parts),
    numbers: numberProcedures(parts),
    masks: maskProcedures(parts),
    networks: networkProcedures(parts),
    studies: { ...studyProcedures(parts), table: tableProcedure(parts) },
    runs: { ...runProcedures(parts), export: exportRun(parts) },
  });
}
