import ChainView from './chain/ChainView.vue';
import type { View } from './view';

export const chainView: View = { id: 'chain', titleKey: 'frame.views.chain', component: ChainView };
