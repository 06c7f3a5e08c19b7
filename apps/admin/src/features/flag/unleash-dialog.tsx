import type { Flag, UnleashReadiness } from '@burgee/contracts';
import { Alert, List, Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { useFlagPermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatNumber } from '../../ui/format/numbers.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';

type UnleashDialogProps = { readonly flag: Flag; readonly onClose: () => void };

/** Shows whether Unleash's SDKs get a flag, and offers to convert it after showing who would see a difference. */
export function UnleashDialog({ flag, onClose }: UnleashDialogProps) {
  const { environment, key } = flag;
  const readiness = trpc.flags.unleash.useQuery({ environment, key });
  return (
    <Dialog onClose={onClose} title={`${key} in the SDKs of Unleash`} size="lg">
      <Stack>
        {readiness.isPending && <Text size="sm">Loading…</Text>}
        {readiness.error && <ErrorState error={readiness.error} onRetry={() => void readiness.refetch()} />}
        {readiness.data && <ServedTo readiness={readiness.data} />}
        {readiness.data?.conversion && (
          <ConversionForm flag={flag} conversion={readiness.data.conversion} onClose={onClose} />
        )}
      </Stack>
    </Dialog>
  );
}

function ServedTo({ readiness: { specifications } }: { readonly readiness: UnleashReadiness }) {
  const missing = specifications.filter(({ why }) => why !== null);
  if (missing.length === 0)
    return <Text size="sm">All server SDKs of Unleash get this flag, with the same results.</Text>;
  return (
    <>
      <Text size="sm">
        {missing.length === specifications.length
          ? 'No server SDK of Unleash gets this flag.'
          : 'Some server SDKs of Unleash do not get this flag.'}{' '}
        Frontend SDKs get every flag.
      </Text>
      <List size="sm">
        {missing.map(({ specification, why }) => (
          <List.Item key={specification}>
            Client specification {specification}: {why}
          </List.Item>
        ))}
      </List>
    </>
  );
}

type ConversionFormProps = UnleashDialogProps & {
  readonly conversion: NonNullable<UnleashReadiness['conversion']>;
};

function ConversionForm({ flag, conversion: { flips, why }, onClose }: ConversionFormProps) {
  const environment = useEnvironment();
  const keep = useKeepFlag();
  const permission = useFlagPermission(flag);
  const [reason, setReason] = useState('');
  const { mutate, isPending, error } = trpc.flags.convertToUnleash.useMutation({
    onSuccess: (after) => {
      keep(after);
      notifyDone(`${after.key} has the hash of Unleash.`);
      onClose();
    },
  });
  const isReady = permission.isAllowed && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitConversion(event: SubmitEvent): void {
    event.preventDefault();
    const { key, revision } = flag;
    if (isReady) mutate({ environment: flag.environment, key, revision, ...reasonInput(reason) });
  }
  return (
    <form onSubmit={submitConversion}>
      <Stack>
        <Text size="sm" fw={600}>
          With Unleash&apos;s hash, {formatNumber(flips.changed)} of {formatNumber(flips.ids)} sampled users see a
          difference.
        </Text>
        <List size="sm">
          {flips.moves.map(({ from, to, count }) => (
            <List.Item key={`${from} ${to}`}>
              {formatNumber(count)} from {from ?? 'no variant'} to {to ?? 'no variant'}
            </List.Item>
          ))}
        </List>
        {why !== null && <Alert color="yellow">It would still not be served. {why}</Alert>}
        {permission.why && <Alert color="yellow">{permission.why}</Alert>}
        <ReasonField environment={environment} value={reason} onChange={setReason} />
        {error && <ErrorState error={error} />}
        <DialogFooter
          verb="Convert flag"
          isReady={isReady}
          isPending={isPending}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}
