import { laterView } from './later';
import type { View } from './view';

export const settingsView: View = {
  id: 'settings',
  titleKey: 'frame.views.settings',
  component: laterView(() => import('./settings/SettingsView.vue')),
  hidden: true,
};
