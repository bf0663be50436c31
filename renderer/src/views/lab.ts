import { laterView } from './later';
import type { View } from './view';

export const labView: View = {
  id: 'lab',
  titleKey: 'frame.views.lab',
  component: laterView(() => import('./lab/LabView.vue')),
};
