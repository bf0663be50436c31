import ReportView from './report/ReportView.vue';
import type { View } from './view';

export const reportView: View = { id: 'report', titleKey: 'frame.views.report', component: ReportView };
