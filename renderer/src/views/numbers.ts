import NumbersView from './numbers/NumbersView.vue';
import type { View } from './view';

export const numbersView: View = { id: 'numbers', titleKey: 'frame.views.numbers', component: NumbersView };
