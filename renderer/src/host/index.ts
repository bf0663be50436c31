import { inject, type InjectionKey } from 'vue';
import { createElectronHost } from './electronHost';
import type { Host } from './host';
import { createServedHost } from './servedHost';

export type { Host };

/** The one place that knows there are two hosts. */
export function createHost(): Host {
  return window.workbench ? createElectronHost(window.workbench) : createServedHost();
}

export const HOST: InjectionKey<Host> = Symbol('host');

export function useHost(): Host {
  const host = inject(HOST);
  if (!host) throw new Error('No host was provided.');
  return host;
}
