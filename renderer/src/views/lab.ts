import LabView from './lab/LabView.vue';
import type { View } from './view';

export const labView: View = { id: 'lab', titleKey: 'frame.views.lab', component: LabView };
