import { createBridge } from './bridge';

// Runs in the page's own world before any script of the page: sets on `window` what the preload script exposes.

function freeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return typeof value === 'object' || typeof value === 'function' ? Object.freeze(value) : value;
}

const bridge = createBridge('page', 'preload');
bridge.offer((name, api) => {
  if (String(name) in window) throw new Error(`Cannot bind an API on top of an existing property on the window object`);
  Object.defineProperty(window, String(name), { value: freeze(api), enumerable: true });
});
