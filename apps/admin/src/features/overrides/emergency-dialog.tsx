import type { Flag } from '@burgee/contracts';
import { Code, TextInput } from '@mantine/core';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { OverrideForm } from './override-form.tsx';
import { useLayer } from './use-layer.ts';
import { draftOfValue, offDraft, readDraft } from './value-draft.ts';
import { ValueField } from './value-field.tsx';

type DialogProps = { readonly flag: Flag; readonly onClose: () => void };

/** Asks for a reason and for the flag's key, because an emergency override takes precedence over everything else. */
export function EmergencyDialog({ flag, onClose }: DialogProps) {
  const [current] = useLayer(flag, 'emergency').items;
  const [draft, setDraft] = useState(() => (current ? draftOfValue(flag, current.value) : offDraft(flag)));
  const [typed, setTyped] = useState('');
  const setEmergency = trpc.overrides.setEmergency.useMutation();
  const utils = trpc.useUtils();
  const read = readDraft(flag, draft);
  return (
    <OverrideForm
      title={current ? 'Change the emergency' : 'Declare an emergency'}
      verb={current ? 'Change emergency' : 'Declare emergency'}
      says="Everyone gets this value immediately, regardless of other overrides, the switch and the rules, until someone ends it."
      environment={flag.environment}
      isDangerous
      wantsReason
      isReady={read.isValid && typed === flag.key}
      onClose={onClose}
      onSubmit={async ({ reason = '' }) => {
        if (!read.isValid) return;
        await setEmergency.mutateAsync({ environment: flag.environment, flagKey: flag.key, value: read.value, reason });
        await utils.overrides.invalidate();
        notifyDone(`${current ? 'Changed' : 'Declared'} the emergency of ${flag.key}.`);
      }}
    >
      <ValueField flag={flag} draft={draft} onChange={setDraft} label="Everyone gets" />
      <TextInput
        label={
          <>
            Type <Code>{flag.key}</Code> to confirm
          </>
        }
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </OverrideForm>
  );
}

/** Asks for confirmation and for a reason where one is required. */
export function EndEmergencyDialog({ flag, onClose }: DialogProps) {
  const removeEmergency = trpc.overrides.removeEmergency.useMutation();
  const utils = trpc.useUtils();
  return (
    <OverrideForm
      title="End the emergency"
      verb="End the emergency"
      says="The other overrides, the switch and the rules take effect again for everyone immediately."
      environment={flag.environment}
      isReady
      onClose={onClose}
      onSubmit={async (why) => {
        await removeEmergency.mutateAsync({ environment: flag.environment, flagKey: flag.key, ...why });
        await utils.overrides.invalidate();
        notifyDone(`Ended the emergency of ${flag.key}.`);
      }}
    />
  );
}
