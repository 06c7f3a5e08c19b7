import '@mantine/charts/styles.layer.css';
import type { FlagUsage } from '@burgee/contracts';
import { BarChart } from '@mantine/charts';
import { formatTickTime, formatTime } from '../../ui/format/dates.ts';
import { formatNumber } from '../../ui/format/numbers.ts';
import { usageRows, usageTotals } from './usage-rows.ts';

export type UsageChartProps = { readonly usage: FlagUsage; readonly height: number };

const COLORS = ['sea.5', 'teal.6', 'orange.5', 'grape.5', 'pink.5', 'cyan.6'] as const;

/** Hidden from screen readers: the table below has the same numbers. */
export function UsageChart({ usage, height }: UsageChartProps) {
  const series = usageTotals(usage).map(({ variant }, index) => ({
    name: variant,
    color: COLORS[index % COLORS.length] ?? COLORS[0],
  }));
  return (
    <div aria-hidden>
      <BarChart
        h={height}
        data={usageRows(usage)}
        dataKey="hour"
        type="stacked"
        series={series}
        withLegend
        xAxisProps={{ tickFormatter: formatTickTime, minTickGap: 24 }}
        tooltipProps={{ labelFormatter: (at) => (typeof at === 'string' ? formatTime(at) : '') }}
        valueFormatter={formatNumber}
        barChartProps={{ accessibilityLayer: false }}
      />
    </div>
  );
}
