import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { vi } from 'vitest';
import App from '@renderer/App.vue';
import { COMMANDS } from '@renderer/commands';
import { createCommandRegistry, type CommandRegistry } from '@renderer/commands/registry';
import { HOST } from '@renderer/host';
import { createMessages } from '@renderer/i18n';
import { createFakeHost, type FakeHost } from '../helpers/fakeHost';

export interface TestWindow {
  readonly window: VueWrapper;
  readonly host: FakeHost;
  readonly registry: CommandRegistry;
  /** Text of the element, white space collapsed. */
  text(selector: string): string;
}

/** The whole window on the engine from memory, after its first events. */
export async function mountWindow(prepare: (host: FakeHost) => void = () => undefined): Promise<TestWindow> {
  localStorage.clear();
  // Narrower windows fold the left panel away.
  Object.assign(window, { innerWidth: 1280, innerHeight: 800 });
  const host = createFakeHost();
  prepare(host);
  const registry = createCommandRegistry();
  const mounted = mount(App, {
    attachTo: document.body,
    global: {
      plugins: [createPinia(), createMessages('en')],
      provide: { [HOST as symbol]: host, [COMMANDS as symbol]: registry },
    },
  });
  await settle();
  return { window: mounted, host, registry, text: (selector) => mounted.get(selector).text().replace(/\s+/g, ' ') };
}

/** Lets promises, modules loaded on demand and the 16 ms batches of run events come through. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await vi.dynamicImportSettled();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await flushPromises();
  }
}

/** Waits for a condition that several events lead to; a busy machine is no failure. */
export const until = (condition: () => unknown): Promise<unknown> => vi.waitFor(condition, { timeout: 60_000 });
