// The AssemblyScript compiler, installed when it is first wanted.
import { installTools } from '../../cli/bin/toolPackage.mjs';

/** Not written in the import, whose types exist only once it is installed. */
const COMPILER = 'assemblyscript/asc';

export async function assemblyScript() {
  installTools(import.meta.dirname, 'the compiler of the kernels');
  const { default: asc } = await import(COMPILER);
  return asc;
}
