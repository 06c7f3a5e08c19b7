import type { Environment, Flag, JsonValue } from '@burgee/contracts';
import { Alert, Select, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { domainFailure } from '../../ui/describe-error.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { CopyToForm } from './copy-to-form.tsx';
import { targetingOf } from './draft-reducer.ts';

type CopyToDialogProps = { readonly flag: Flag; readonly onClose: () => void };

/** Copies the targeting to another environment, which creates or overwrites the flag there. */
export function CopyToDialog({ flag, onClose }: CopyToDialogProps) {
  const { all } = useEnvironments();
  const others = all.filter(({ key }) => key !== flag.environment);
  const [chosen, setChosen] = useState(others[0]?.key);
  const target = others.find(({ key }) => key === chosen);
  return (
    <Dialog onClose={onClose} title={`Copy ${flag.key} to another environment`} size="lg">
      <Stack>
        <Select
          label="Target environment"
          allowDeselect={false}
          data={others.map(({ key, name }) => ({ value: key, label: name }))}
          value={chosen ?? null}
          onChange={(key) => setChosen(others.find((one) => one.key === key)?.key)}
        />
        {target && <CopyPreview key={target.key} flag={flag} target={target} onClose={onClose} />}
      </Stack>
    </Dialog>
  );
}

function CopyPreview({ flag, target, onClose }: CopyToDialogProps & { readonly target: Environment }) {
  const navigate = useNavigate();
  const { why } = usePermission('flags:write', target.key);
  const there = trpc.flags.get.useQuery({ environment: target.key, key: flag.key });
  if (there.isPending) return <Text size="sm">Loading {target.name}…</Text>;
  if (why) return <Alert color="yellow">{why}</Alert>;
  const isMissing = domainFailure(there.error)?.code === 'FLAG_NOT_FOUND';
  if (there.error && !isMissing) return <ErrorState error={there.error} onRetry={() => void there.refetch()} />;
  return (
    <>
      {there.data ? (
        <FieldDiff before={copiedFields(there.data)} after={copiedFields(flag)} />
      ) : (
        <Text size="sm">
          {target.name} does not have this flag. It will be created there with the same targeting, switched off.
        </Text>
      )}
      <CopyToForm
        flag={flag}
        target={target}
        there={there.data}
        onClose={onClose}
        onDone={() => void navigate({ to: '.', search: (search) => ({ ...search, env: target.key }) })}
      />
    </>
  );
}

function copiedFields(flag: Flag): JsonValue {
  const { description, tags } = flag;
  return { description, tags, ...targetingOf(flag) } as JsonValue;
}
