import type { UnleashReport } from '@burgee/contracts';
import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { EnvironmentMap } from './environment-map.tsx';
import { ExportProblem } from './export-problem.tsx';
import { ImportResult } from './import-result.tsx';
import { PlanView } from './plan-view.tsx';
import { findShared, suggestTargets, targetInput, type Targets } from './targets.ts';
import { type UnleashExport, useUnleashPlan } from './use-unleash-plan.ts';

type ExportViewProps = { readonly read: UnleashExport; readonly onRestart: () => void };

/** One export, from its environments to the result of its import. */
export function ExportView({ read, onRestart }: ExportViewProps) {
  // Without targets, the plan only lists the environments.
  const found = useUnleashPlan(read, { environments: {} });
  const [result, setResult] = useState<UnleashReport>();
  if (result) return <ImportResult report={result} onRestart={onRestart} />;
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" className="mono">
          {read.name}
        </Text>
        <Button size="xs" variant="default" onClick={onRestart}>
          Use another export
        </Button>
      </Group>
      {found.isPending && <PendingWords>Reading the export…</PendingWords>}
      {found.error && <ExportProblem error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Mapping read={read} names={found.data.environments} onDone={setResult} />}
    </Stack>
  );
}

type MappingProps = {
  readonly read: UnleashExport;
  readonly names: UnleashReport['environments'];
  readonly onDone: (report: UnleashReport) => void;
};

function Mapping({ read, names, onDone }: MappingProps) {
  const { all, chosen } = useEnvironments();
  const [changed, setTargets] = useState<Targets>();
  const [update, setUpdate] = useState(false);
  const targets =
    changed ??
    suggestTargets(
      names.map(({ name }) => name),
      all,
      chosen,
    );
  const where = targetInput(targets);
  const plan = useUnleashPlan(read, where && { ...where, update });
  if (names.length === 0) return <Text>The export has no environments, so that there is nothing to import.</Text>;
  return (
    <>
      <EnvironmentMap targets={targets} onChange={setTargets} />
      {!where && !findShared(targets) && (
        <Text size="sm">Choose where at least one environment goes to see the changes.</Text>
      )}
      {where && plan.isPending && <PendingWords>Comparing with the flags here…</PendingWords>}
      {where && plan.error && <ExportProblem error={plan.error} onRetry={() => void plan.refetch()} />}
      {where && plan.data && !plan.error && (
        <PlanView
          key={JSON.stringify(where)}
          read={read}
          where={where}
          report={plan.data}
          isStale={plan.isPlaceholderData}
          update={update}
          onUpdate={setUpdate}
          onDone={onDone}
        />
      )}
    </>
  );
}

function PendingWords({ children }: { readonly children: string }) {
  return (
    <Group gap="xs" role="status">
      <Loader size="sm" aria-hidden />
      <Text size="sm">{children}</Text>
    </Group>
  );
}
