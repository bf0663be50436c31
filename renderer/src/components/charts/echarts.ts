import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendPlainComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import VChart from 'vue-echarts';

/** The parts of ECharts this window draws with; a chart that needs more adds it here. */
use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendPlainComponent,
  TooltipComponent,
  LabelLayout,
  SVGRenderer,
]);

export default VChart;
