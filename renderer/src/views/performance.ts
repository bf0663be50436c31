import { laterView } from './later';
import type { View } from './view';

export const performanceView: View = {
  id: 'performance',
  titleKey: 'frame.views.performance',
  component: laterView(() => import('./performance/PerformanceView.vue')),
};
