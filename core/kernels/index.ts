export * from './operators';
export * from './machine';
export { KernelMemory, MAX_PAGES } from './memory';
export type { OutputPlace } from './arena';
export type { BytePicture } from './bytePairs';
