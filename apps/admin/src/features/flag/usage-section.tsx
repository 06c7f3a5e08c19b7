import type { Flag } from '@burgee/contracts';
import { Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Section } from './section.tsx';
import { usageTotals } from './usage-rows.ts';
import { UsageTable } from './usage-table.tsx';

const UsageChart = lazy(async () => ({ default: (await import('./usage-chart.tsx')).UsageChart }));

const HOURS = 24;
const HEIGHT = 180;

/** Evaluations per variant during the last day. The chart's code is loaded with the first numbers. */
export function UsageSection({ flag: { environment, key } }: { readonly flag: Flag }) {
  const { data, error, isPending } = trpc.flags.usage.useQuery({ environment, key, hours: HOURS }, { retry: false });
  // Usage only supplements the targeting, so that its failure is not worth an error.
  if (error) return null;
  return (
    <Section title="Evaluations" description="How often each variant was served in the last 24 hours.">
      {isPending && <Skeleton height={HEIGHT} />}
      {data?.total === 0 && (
        <Text size="sm" c="dimmed">
          No evaluations in the last 24 hours. They appear here once a program evaluates this flag.
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
