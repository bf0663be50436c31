import { later } from '../../composables/later';

/** A third of the window's script, which nobody waits for before the first chart. */
export const VChart = later(() => import('./echarts'));
