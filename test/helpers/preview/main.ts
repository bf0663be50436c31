import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { z } from 'zod';
import App from '@renderer/App.vue';
import { COMMANDS } from '@renderer/commands';
import { createCommandRegistry } from '@renderer/commands/registry';
import { HOST } from '@renderer/host';
import { createMessages } from '@renderer/i18n';
import '@renderer/styles/index.css';
import { createFakeHost, type FakeHost } from '../fakeHost';

/** The window on an engine from memory, for pictures of states that are hard to reach with the real one: `?state=failed`. */
declare global {
  interface Window {
    previewHost: FakeHost;
  }
}

z.config({ jitless: true });
const host = createFakeHost();
window.previewHost = host;
const state = new URLSearchParams(location.search).get('state') ?? 'done';
if (state === 'running') host.fake.stopBefore = 3;
if (state === 'failed')
  host.fake.failing.set('pixel-shuffle', 'Expected an integer from 1 to 31 for kernelSize but received 0.');
if (state === 'empty') host.fake.samplesOpen = false;

createApp(App)
  .provide(HOST, host)
  .provide(COMMANDS, createCommandRegistry())
  .use(createPinia())
  .use(createMessages('en'))
  .mount('#app');
