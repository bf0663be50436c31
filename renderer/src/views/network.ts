import NetworkView from './network/NetworkView.vue';
import type { View } from './view';

export const networkView: View = { id: 'network', titleKey: 'frame.views.network', component: NetworkView };
