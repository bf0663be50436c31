import PerformanceView from './performance/PerformanceView.vue';
import type { View } from './view';

export const performanceView: View = {
  id: 'performance',
  titleKey: 'frame.views.performance',
  component: PerformanceView,
};
