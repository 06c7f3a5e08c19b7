import type { UnleashReport } from '@burgee/contracts';
import { Progress, Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { formatCount, formatList } from '../../ui/format/words.ts';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { ExportProblem } from './export-problem.tsx';
import { ProblemList } from './left-out.tsx';
import { flagRows, problemRows } from './report-rows.ts';
import type { TargetInput } from './targets.ts';
import { type UnleashExport, useUnleashPlan } from './use-unleash-plan.ts';

type ImportDialogProps = {
  readonly read: UnleashExport;
  readonly fields: TargetInput & { readonly features?: string[]; readonly update: boolean };
  readonly verb: string;
  readonly onDone: (report: UnleashReport) => void;
  readonly onClose: () => void;
};

/** Shows exactly the changes of the selected flags, asks for a reason, and makes the import. */
export function ImportDialog({ read, fields, verb, onDone, onClose }: ImportDialogProps) {
  const plan = useUnleashPlan(read, fields);
  const [reason, setReason] = useState('');
  const { all } = useEnvironments();
  const { mutate, isPending, error } = trpc.unleash.import.useMutation({ onSuccess: onDone });
  const changed = plan.data?.plans.filter(({ changes }) => changes.length > 0) ?? [];
  const targets = all.filter(({ key }) => changed.some(({ environment }) => environment === key));
  const live = targets.find(({ isProduction }) => isProduction);
  const isReady = changed.length > 0 && (!isReasonWanted(live) || reason.trim() !== '');
  function submitImport(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) mutate({ document: read.json, ...fields, ...reasonInput(reason) });
  }
  return (
    <Dialog onClose={onClose} title={`${verb} from Unleash?`} size="lg">
      <form onSubmit={submitImport}>
        <Stack>
          {plan.isPending && <Text size="sm">Comparing with the flags here…</Text>}
          {plan.error && <ExportProblem error={plan.error} onRetry={() => void plan.refetch()} />}
          {plan.data && (
            <>
              <Text size="sm">{describeImport(plan.data, all)}</Text>
              {fields.features && <ProblemList problems={problemRows(plan.data)} />}
            </>
          )}
          <ReasonField environment={live} value={reason} onChange={setReason} />
          {isPending && <ImportProgress count={plan.data ? flagRows(plan.data).length : 0} />}
          {error && <ExportProblem error={error} />}
          <DialogFooter verb={verb} isReady={isReady} isPending={isPending} onCancel={onClose} environment={live} />
        </Stack>
      </form>
    </Dialog>
  );
}

type Named = { readonly key: string; readonly name: string };

function describeImport(report: UnleashReport, all: readonly Named[]): string {
  const places = report.plans
    .filter(({ changes }) => changes.length > 0)
    .map(({ environment }) => all.find(({ key }) => key === environment)?.name ?? environment);
  if (places.length === 0) return 'Nothing changes with this selection.';
  const flags = formatCount(flagRows(report).length, 'flag');
  return `${flags} in ${formatList(places)}, in one change: all or none.`;
}

function ImportProgress({ count }: { readonly count: number }) {
  const words = `Importing ${formatCount(count, 'flag')}`;
  return (
    <Stack gap={4} role="status">
      <Text size="sm">{words}, all or none.</Text>
      <Progress value={100} animated aria-label={words} />
    </Stack>
  );
}
