import type { Flag } from '@burgee/contracts';
import { Button, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { useFoundFlags } from '../../app/use-found-flags.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { AddUsersDialog } from '../overrides/add-users-dialog.tsx';
import { TestingDialog } from '../overrides/set-override-dialog.tsx';
import type { IdLookup } from './users-search.ts';

/** Adds an override of another flag for the same user or test run. Sessions set theirs by a link or the toolbar. */
export function AddOverrideButton({ lookup: { kind, target } }: { readonly lookup: IdLookup }) {
  const { key: environment } = useEnvironment();
  const { why } = usePermission('overrides:write', environment);
  const [step, setStep] = useState<'closed' | 'choosing' | Flag>('closed');
  const close = () => setStep('closed');
  if (kind.type === 'session') return null;
  return (
    <>
      <Guarded why={why}>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setStep('choosing')}>
          Add override
        </Button>
      </Guarded>
      {step === 'choosing' && <ChooseFlag onChoose={setStep} onClose={close} />}
      {typeof step === 'object' && kind.type === 'user' && (
        <AddUsersDialog flag={step} userId={target} onClose={close} />
      )}
      {typeof step === 'object' && kind.type === 'testing' && (
        <TestingDialog flag={step} current={undefined} testRunId={target} onClose={close} />
      )}
    </>
  );
}

type ChooseFlagProps = { readonly onChoose: (flag: Flag) => void; readonly onClose: () => void };

function ChooseFlag({ onChoose, onClose }: ChooseFlagProps) {
  const [query, setQuery] = useState('');
  const found = useFoundFlags(query);
  function chooseFlag(key: string | null): void {
    const flag = found.find((one) => one.key === key);
    if (flag) onChoose(flag);
  }
  return (
    <Dialog onClose={onClose} title="Choose a flag">
      <Stack mih={280}>
        <Select
          label="Flag"
          placeholder="Search by key or description"
          data-autofocus
          searchable
          searchValue={query}
          onSearchChange={setQuery}
          filter={({ options }) => options}
          nothingFoundMessage={query.trim() ? 'No matching flags.' : 'Type part of a key or description.'}
          comboboxProps={{ withinPortal: true }}
          data={found.map(({ key }) => key as string)}
          value={null}
          onChange={chooseFlag}
        />
      </Stack>
    </Dialog>
  );
}
