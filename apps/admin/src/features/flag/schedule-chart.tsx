import '@mantine/charts/styles.layer.css';
import { type Schedule, scheduleInstants } from '@burgee/contracts';
import { schedulePercentage } from '@burgee/evaluator';
import { AreaChart } from '@mantine/charts';
import { formatTickDay, formatTime } from '../../ui/format/dates.ts';
import { formatPercent } from '../../ui/format/numbers.ts';
import { useNow } from '../../ui/use-now.ts';
import { schedulePoints } from './schedule-points.ts';

export type ScheduleChartProps = { readonly schedule: Schedule; readonly height: number };

const TICK_MS = 60_000;

export function ScheduleChart({ schedule, height }: ScheduleChartProps) {
  const now = useNow(TICK_MS, scheduleInstants(schedule));
  const points = schedulePoints(schedule, now);
  const words = points.map(({ at, percentage }) => `${formatPercent(percentage)} at ${formatTime(at)}`).join('; ');
  return (
    <div role="img" aria-label={`Percentage over time: ${words}`}>
      <AreaChart
        h={height}
        data={points}
        dataKey="at"
        series={[{ name: 'percentage', label: 'Percentage', color: 'sea.5' }]}
        curveType="linear"
        withDots={false}
        strokeWidth={2}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: ['dataMin', 'dataMax'],
          tickFormatter: formatTickDay,
        }}
        yAxisProps={{ domain: [0, 100], tickCount: 3, width: 56 }}
        valueFormatter={formatPercent}
        tooltipProps={{ labelFormatter: (at) => (typeof at === 'number' ? formatTime(at) : '') }}
        referenceLines={[{ x: now, label: `now ${formatPercent(schedulePercentage(schedule, now))}`, color: 'gray.6' }]}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </div>
  );
}
