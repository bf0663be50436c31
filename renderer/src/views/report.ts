import { laterView } from './later';
import type { View } from './view';

export const reportView: View = {
  id: 'report',
  titleKey: 'frame.views.report',
  component: laterView(() => import('./report/ReportView.vue')),
};
