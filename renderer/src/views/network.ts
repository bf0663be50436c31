import { laterView } from './later';
import type { View } from './view';

export const networkView: View = {
  id: 'network',
  titleKey: 'frame.views.network',
  component: laterView(() => import('./network/NetworkView.vue')),
};
