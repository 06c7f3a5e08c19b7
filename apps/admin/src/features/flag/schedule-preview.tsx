import { Skeleton } from '@mantine/core';
import { Schedule } from '@burgee/contracts';
import { lazy, Suspense } from 'react';
import type { ScheduleDraft } from './draft-types.ts';

const ScheduleChart = lazy(async () => ({ default: (await import('./schedule-chart.tsx')).ScheduleChart }));

const HEIGHT = 150;

/** The percentage over time, once it can be drawn. The chart's code comes when it is first wanted. */
export function SchedulePreview({ schedule }: { readonly schedule: ScheduleDraft }) {
  const { data } = Schedule.safeParse(schedule);
  if (!data) return null;
  return (
    <Suspense fallback={<Skeleton height={HEIGHT} />}>
      <ScheduleChart schedule={data} height={HEIGHT} />
    </Suspense>
  );
}
