import { Code, TextInput } from '@mantine/core';
import type { Flag } from '@burgee/contracts';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { OverrideForm } from './override-form.tsx';
import { draftOfValue, offDraft, readDraft } from './value-draft.ts';
import { ValueField } from './value-field.tsx';
import { useLayer } from './use-layer.ts';

type DialogProps = { readonly flag: Flag; readonly onClose: () => void };

/** Asks for a reason and for the key of the flag: nothing stands above an emergency override. */
export function EmergencyDialog({ flag, onClose }: DialogProps) {
  const [current] = useLayer(flag, 'emergency').items;
  const [draft, setDraft] = useState(() => (current ? draftOfValue(flag, current.value) : offDraft(flag)));
  const [typed, setTyped] = useState('');
  const set = trpc.overrides.setEmergency.useMutation();
  const utils = trpc.useUtils();
  const read = readDraft(flag, draft);
  return (
    <OverrideForm
      title={current ? 'Change the emergency' : 'Declare an emergency'}
      verb={current ? 'Change it for everybody' : 'Set it for everybody'}
      says="Everybody gets this value at once, whatever other overrides, the switch and the rules say, until somebody ends it."
      environment={flag.environment}
      isDangerous
      wantsReason
      isReady={read.isValid && typed === flag.key}
      onClose={onClose}
      onSubmit={async ({ reason = '' }) => {
        if (!read.isValid) return;
        await set.mutateAsync({ environment: flag.environment, flagKey: flag.key, value: read.value, reason });
        await utils.overrides.invalidate();
        notifyDone(`The emergency override of ${flag.key} is set.`);
      }}
    >
      <ValueField flag={flag} draft={draft} onChange={setDraft} label="Everybody gets" />
      <TextInput
        label={
          <>
            Type <Code>{flag.key}</Code> to go on
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

/** Going back is asked for once, and why. */
export function EndEmergencyDialog({ flag, onClose }: DialogProps) {
  const end = trpc.overrides.removeEmergency.useMutation();
  const utils = trpc.useUtils();
  return (
    <OverrideForm
      title="End the emergency"
      verb="End the emergency"
      says="The other overrides, the switch and the rules decide again, for everybody and at once."
      environment={flag.environment}
      isReady
      onClose={onClose}
      onSubmit={async (why) => {
        await end.mutateAsync({ environment: flag.environment, flagKey: flag.key, ...why });
        await utils.overrides.invalidate();
        notifyDone(`The emergency of ${flag.key} has ended.`);
      }}
    />
  );
}
