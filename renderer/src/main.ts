import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { z } from 'zod';
import App from './App.vue';
import { COMMANDS } from './commands';
import { createCommandRegistry } from './commands/registry';
import { createHost, HOST } from './host';
import { createMessages } from './i18n';
import './styles/index.css';
import { loadLaterViews } from './views/later';

// zod probes for `new Function`, which the content security policy reports as a violation.
z.config({ jitless: true });

createApp(App)
  .provide(HOST, createHost())
  .provide(COMMANDS, createCommandRegistry())
  .use(createPinia())
  .use(createMessages('en'))
  .mount('#app');

/** The first pictures have been computed by then, on most machines. */
const AFTER_MS = 4000;
setTimeout(loadLaterViews, AFTER_MS);
