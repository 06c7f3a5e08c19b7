import type { UnleashReport } from '@burgee/contracts';
import { Alert, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { formatNumber } from '../../ui/format/numbers.ts';
import { formatCount } from '../../ui/format/words.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { FlagList } from './flag-list.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { LeftOut } from './left-out.tsx';
import { flagRows, otherChanges } from './report-rows.ts';
import type { TargetInput } from './targets.ts';
import { useImportPermission } from './use-import-permission.ts';
import type { UnleashExport } from './use-unleash-plan.ts';

type PlanViewProps = {
  readonly read: UnleashExport;
  readonly where: TargetInput;
  readonly report: UnleashReport;
  /** Whether the report is of earlier choices, until the current one arrives. */
  readonly isStale: boolean;
  readonly update: boolean;
  readonly onUpdate: (update: boolean) => void;
  readonly onDone: (report: UnleashReport) => void;
};

/** Shows the changes of the import, and selects from them. */
export function PlanView({ read, where, report, isStale, update, onUpdate, onDone }: PlanViewProps) {
  const rows = flagRows(report);
  // Everything is selected, including what a later plan adds.
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const [isImporting, setIsImporting] = useState(false);
  const why = useImportPermission(report);
  const selected = rows.map(({ flagKey }) => flagKey).filter((key) => !refused.has(key));
  const isWhole = selected.length === rows.length;
  const others = isWhole ? otherChanges(report) : [];
  const isReady = selected.length + others.length > 0 && !isStale;
  return (
    <>
      <Paper p="lg" aria-busy={isStale}>
        <Stack>
          <PlanSummary report={report} />
          {(update || report.kept.length > 0) && (
            <Switch
              label="Change flags and segments that exist here and differ"
              description="Otherwise they stay as they are, and so do flags that depend on them."
              checked={update}
              onChange={(event) => onUpdate(event.currentTarget.checked)}
            />
          )}
          {rows.length > 0 && <FlagList rows={rows} refused={refused} onRefuse={setRefused} />}
          {others.length > 0 && (
            <Text size="sm" c="dimmed">
              Also imported: {others.join(', ')}.
            </Text>
          )}
          {(rows.length > 0 || others.length > 0) && (
            <Group>
              <Guarded why={why}>
                <Button disabled={!isReady} onClick={() => setIsImporting(true)}>
                  {importVerb(selected.length)}
                </Button>
              </Guarded>
            </Group>
          )}
        </Stack>
      </Paper>
      <LeftOut report={report} />
      {isImporting && (
        <ImportDialog
          read={read}
          fields={{ ...where, update, ...(!isWhole && { features: selected }) }}
          verb={importVerb(selected.length)}
          onDone={onDone}
          onClose={() => setIsImporting(false)}
        />
      )}
    </>
  );
}

function importVerb(count: number): string {
  return count === 0 ? 'Import' : `Import ${formatCount(count, 'flag')}`;
}

function PlanSummary({ report }: { readonly report: UnleashReport }) {
  const rows = flagRows(report);
  const unchanged = report.plans.reduce((sum, plan) => sum + plan.unchanged, 0);
  const isEmpty = rows.length + otherChanges(report).length === 0;
  return (
    <div role="status">
      <Title order={2} size="h4">
        {rows.length > 0 ? `${formatCount(rows.length, 'flag')} to import` : 'Flags to import'}
      </Title>
      {unchanged > 0 && (
        <Text size="sm" c="dimmed">
          {formatNumber(unchanged)} already here and the same.
        </Text>
      )}
      {isEmpty && (
        <Alert color="gray" mt="sm" title="Nothing changes">
          {nothingWords(unchanged, report.kept.length)}
        </Alert>
      )}
    </div>
  );
}

function nothingWords(unchanged: number, kept: number): string {
  if (kept > 0) return 'The flags that exist here and differ stay as they are.';
  if (unchanged > 0) return 'Everything that can be imported is here already.';
  return 'The export has no flag that can be imported.';
}
