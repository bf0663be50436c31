import CompareView from './compare/CompareView.vue';
import type { View } from './view';

export const compareView: View = { id: 'compare', titleKey: 'frame.views.compare', component: CompareView };
