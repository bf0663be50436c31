import SettingsView from './settings/SettingsView.vue';
import type { View } from './view';

export const settingsView: View = {
  id: 'settings',
  titleKey: 'frame.views.settings',
  component: SettingsView,
  hidden: true,
};
