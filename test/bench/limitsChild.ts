import { setFlagsFromString } from 'node:v8';
import { fusedFlags } from '../../core/kernels';
import { measureLimits } from '../../core/benchmark/limits';

for (const flag of fusedFlags()) setFlagsFromString(flag);
process.stdout.write(JSON.stringify(measureLimits(Number(process.argv[2]), () => performance.now())));
