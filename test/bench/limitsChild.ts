import { setFlagsFromString } from 'node:v8';
import { measureLimits } from '../../core/benchmark/limits';

setFlagsFromString('--experimental-wasm-relaxed-simd');
process.stdout.write(JSON.stringify(measureLimits(Number(process.argv[2]), () => performance.now())));
