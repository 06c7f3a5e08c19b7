import { Skeleton, Text } from '@mantine/core';
import type { Flag } from '@burgee/contracts';
import { lazy, Suspense } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Section } from './section.tsx';
import { usageTotals } from './usage-rows.ts';
import { UsageTable } from './usage-table.tsx';

const UsageChart = lazy(async () => ({ default: (await import('./usage-chart.tsx')).UsageChart }));

const HOURS = 24;
const HEIGHT = 180;

/** How often each variant was given during the last day. The chart's code comes with the first numbers. */
export function UsageSection({ flag: { environment, key } }: { readonly flag: Flag }) {
  const { data, error, isPending } = trpc.flags.usage.useQuery({ environment, key, hours: HOURS }, { retry: false });
  // Numbers are a help beside the targeting: where there are none, nothing else is worse.
  if (error) return null;
  return (
    <Section title="Evaluations" description="How often each variant was given in the last 24 hours.">
      {isPending && <Skeleton height={HEIGHT} />}
      {data?.total === 0 && (
        <Text size="sm" c="dimmed">
          No one has asked for this flag in the last 24 hours.
        </Text>
      )}
      {data !== undefined && data.total > 0 && (
        <>
          <Suspense fallback={<Skeleton height={HEIGHT} />}>
            <UsageChart usage={data} height={HEIGHT} />
          </Suspense>
          <UsageTable totals={usageTotals(data)} usage={data} />
        </>
      )}
    </Section>
  );
}
