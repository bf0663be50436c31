export * from './operators';
export * from './machine';
export { KernelMemory } from './memory';
export type { OutputPlace } from './arena';
