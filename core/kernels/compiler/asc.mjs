// The AssemblyScript compiler, installed when it is first wanted.
import { installTools } from '../../cli/bin/toolPackage.mjs';

export async function assemblyScript() {
  installTools(import.meta.dirname, 'the compiler of the kernels');
  const { default: asc } = await import('assemblyscript/asc');
  return asc;
}
