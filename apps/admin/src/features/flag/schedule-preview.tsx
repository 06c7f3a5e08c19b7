import { Schedule } from '@burgee/contracts';
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { ScheduleDraft } from './draft-types.ts';

const ScheduleChart = lazy(async () => ({ default: (await import('./schedule-chart.tsx')).ScheduleChart }));

const HEIGHT = 150;

/** Draws the percentage over time once the schedule is valid. The chart's code is loaded lazily. */
export function SchedulePreview({ schedule }: { readonly schedule: ScheduleDraft }) {
  const { data } = Schedule.safeParse(schedule);
  if (!data) return null;
  return (
    <Suspense fallback={<Skeleton height={HEIGHT} />}>
      <ScheduleChart schedule={data} height={HEIGHT} />
    </Suspense>
  );
}
