import type { Component } from 'vue';
import CostAndTime from './CostAndTime.vue';
import ErrorDistributionTab from './ErrorDistributionTab.vue';
import LineProfileTab from './LineProfileTab.vue';
import MetricsTab from './MetricsTab.vue';
import QualityTab from './QualityTab.vue';
import RankingTab from './RankingTab.vue';
import RegionTab from './RegionTab.vue';
import SweepTab from './SweepTab.vue';

/** A tab of the dock. One component and one line here add one. */
interface DockTab {
  readonly id: string;
  readonly titleKey: string;
  readonly component: Component;
}

export const dockTabs: readonly DockTab[] = [
  { id: 'metrics', titleKey: 'dock.tabs.metrics', component: MetricsTab },
  { id: 'cost', titleKey: 'dock.tabs.cost', component: CostAndTime },
  { id: 'quality', titleKey: 'charts.tabs.quality', component: QualityTab },
  { id: 'ranking', titleKey: 'ranking.tab', component: RankingTab },
  { id: 'sweep', titleKey: 'charts.tabs.sweep', component: SweepTab },
  { id: 'region', titleKey: 'region.tab', component: RegionTab },
  { id: 'errors', titleKey: 'dock.tabs.errors', component: ErrorDistributionTab },
  { id: 'profile', titleKey: 'dock.tabs.profile', component: LineProfileTab },
];
