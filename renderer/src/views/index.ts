import { computed } from 'vue';

import { compareView } from './compare';
import { labView } from './lab';
import { networkView } from './network';
import { numbersView } from './numbers';
import { currentViewId } from './navigation';
import { performanceView } from './performance';
import { reportView } from './report';
import { settingsView } from './settings';
import type { View } from './view';

export const views: readonly View[] = [
  compareView,
  performanceView,
  numbersView,
  networkView,
  labView,
  reportView,
  settingsView,
];

export const currentView = computed<View>(() => views.find((view) => view.id === currentViewId.value) ?? views[0]!);
