import type { CostAt, TableCost } from '../../experiment/paperTable';
import { isCandidate } from '../../experiment/keys';
import { methodCostAt } from '../../experiment/methodCost';
import type { Experiment, MethodSpec } from '../../experiment/schema';
import { NetworkRuntime } from '../../engine/networks/networkRuntime';
import { tableCostOfNetwork } from '../../engine/networks/tableCost';
import { cancelled, UpbenchError } from '../../tensor/errors';
import type { CommandIo } from '../command';

type CostsByUse = ReadonlyMap<string, TableCost>;

const use = (key: string, scale: number): string => `${scale} ${key}`;

/** Of networks by the name of their row; counted before anything runs, so that a bad file is told at once. */
export async function networkCosts(
  networks: ReadonlyMap<string, string>,
  scales: readonly number[],
  costAt: CostAt | null,
  io: Pick<CommandIo, 'places' | 'signal'>,
  fail: (name: string, error: UpbenchError) => void,
): Promise<CostsByUse> {
  const { signal } = io;
  const costs = new Map<string, TableCost>();
  const runtime = new NetworkRuntime({ worker: io.places.runtimeWorker });
  try {
    for (const [name, file] of costAt ? networks : [])
      for (const scale of scales) {
        if (signal.aborted) throw cancelled();
        try {
          const path = file.replaceAll('{scale}', String(scale));
          costs.set(use(name, scale), await tableCostOfNetwork({ name, path, scale }, costAt!, runtime, signal));
        } catch (error) {
          if (!(error instanceof UpbenchError) || error.code === 'internal' || error.code === 'cancelled') throw error;
          fail(name, error);
        }
      }
    return costs;
  } finally {
    await runtime.close();
  }
}

interface CostRequest {
  readonly costAt: CostAt | null;
  readonly experiment: Pick<Experiment, 'mode' | 'seed'>;
  readonly methods: ReadonlyMap<string, MethodSpec>;
  readonly networks: CostsByUse;
  /** What the user says, by name. */
  readonly macs: ReadonlyMap<string, number>;
  readonly parameters: ReadonlyMap<string, number>;
}

/** The cost of a row at a scale, as far as it can be told: counted before said. */
export function tableCost(key: string, scale: number, request: CostRequest): TableCost | null {
  const { costAt, methods, networks, macs, parameters } = request;
  const counted = networks.get(use(key, scale));
  if (counted) return counted;
  const spec = methods.get(key);
  if (spec !== undefined && !isCandidate(spec))
    return costAt && methodCostAt(spec, costAt, { ...request.experiment, scale });
  const [said, values] = [macs.get(key) ?? null, parameters.get(key) ?? null];
  if (said === null && values === null) return null;
  return { parameters: values, macs: said, macsAtOutputSize: null, output: null, source: 'said' };
}
