/** What the kernel module exports. */
export interface KernelExports {
  work(job: number, scratch: number, most: number): number;
  serve(control: number): void;
}

/** Connects a compiled module to a memory. In a file of its own: a helper thread needs nothing else and is up sooner. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}
