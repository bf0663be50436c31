import { setFlagsFromString } from 'node:v8';
import { measureLimits } from './limits';

setFlagsFromString('--experimental-wasm-relaxed-simd');
process.stdout.write(JSON.stringify(measureLimits(Number(process.argv[2]))));
