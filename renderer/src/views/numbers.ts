import { laterView } from './later';
import type { View } from './view';

export const numbersView: View = {
  id: 'numbers',
  titleKey: 'frame.views.numbers',
  component: laterView(() => import('./numbers/NumbersView.vue')),
};
