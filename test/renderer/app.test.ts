import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import App from '@renderer/App.vue';

it('names itself', () => {
  expect(mount(App).text()).toContain('Upbench');
});
