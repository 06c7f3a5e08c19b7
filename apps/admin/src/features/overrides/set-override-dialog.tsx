import { type Flag, MAX_TARGET_LENGTH, type OverrideOf } from '@burgee/contracts';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { notifyFailure } from '../../ui/notify.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { draftOfExpiry, type ExpiryDraft, readExpiry } from './expiry-draft.ts';
import { ExpiryField } from './expiry-field.tsx';
import { OverrideForm } from './override-form.tsx';
import { useOverrideCalls } from './use-override-calls.ts';
import { draftOfValue, onDraft, readDraft } from './value-draft.ts';
import { ValueField } from './value-field.tsx';

type Props<T extends 'global' | 'testing'> = {
  readonly flag: Flag;
  /** The existing override to replace. */
  readonly current: OverrideOf<T> | undefined;
  readonly onClose: () => void;
};

export function GlobalDialog({ flag, current, onClose }: Props<'global'>) {
  const { environment, key: flagKey } = flag;
  const { now } = useSurroundings();
  const [draft, setDraft] = useState(() => (current ? draftOfValue(flag, current.value) : onDraft(flag)));
  const [expiry, setExpiry] = useState<ExpiryDraft>(() => draftOfExpiry(current?.expiresAt ?? null));
  const setGlobal = trpc.overrides.setGlobal.useMutation();
  const confirmWithUndo = useConfirmWithUndo(flag);
  const read = readDraft(flag, draft);
  return (
    <OverrideForm
      title={current ? 'Change the global override' : 'Set a global override'}
      verb={current ? 'Change override' : 'Set override'}
      says="Everyone without an override of their own gets this value while the flag is on."
      environment={environment}
      reason={current?.reason ?? ''}
      isReady={read.isValid && readExpiry(expiry, now()).isValid}
      onClose={onClose}
      onSubmit={async (why) => {
        const end = readExpiry(expiry, now());
        if (!read.isValid || !end.isValid) return;
        const { expiresAt } = end;
        const after = await setGlobal.mutateAsync({ environment, flagKey, value: read.value, expiresAt, ...why });
        await confirmWithUndo('Set the global override.', current, after);
      }}
    >
      <ValueField flag={flag} draft={draft} onChange={setDraft} label="Everyone gets" />
      <ExpiryField draft={expiry} onChange={setExpiry} />
    </OverrideForm>
  );
}

/** @param props.testRunId a test run id to fill in. */
export function TestingDialog({
  flag,
  current,
  onClose,
  ...given
}: Props<'testing'> & { readonly testRunId?: string }) {
  const { environment, key: flagKey } = flag;
  const { now } = useSurroundings();
  const [testRunId, setTestRunId] = useState<string>(current?.target ?? given.testRunId ?? '');
  const [draft, setDraft] = useState(() => (current ? draftOfValue(flag, current.value) : onDraft(flag)));
  const [expiry, setExpiry] = useState<ExpiryDraft>({ kind: 'after', ms: 3_600_000 });
  const setTesting = trpc.overrides.setTesting.useMutation();
  const confirmWithUndo = useConfirmWithUndo(flag);
  const read = readDraft(flag, draft);
  return (
    <OverrideForm
      title={current ? 'Change the override of a test run' : 'Add an override for a test run'}
      verb={current ? 'Change override' : 'Add override'}
      says="Requests with this testRunId in their context get this value, even while the flag is off."
      environment={environment}
      reason={current?.reason ?? ''}
      isReady={read.isValid && testRunId !== '' && readExpiry(expiry, now(), true).isValid}
      onClose={onClose}
      onSubmit={async (why) => {
        const end = readExpiry(expiry, now(), true);
        if (!read.isValid || !end.isValid || end.expiresAt === null) return;
        const { expiresAt } = end;
        const after = await setTesting.mutateAsync({
          environment,
          flagKey,
          testRunId,
          value: read.value,
          expiresAt,
          ...why,
        });
        await confirmWithUndo(`Set the override of ${testRunId}.`, current, after);
      }}
    >
      <TextInput
        label="testRunId"
        required
        readOnly={current !== undefined}
        maxLength={MAX_TARGET_LENGTH}
        value={testRunId}
        onChange={(event) => setTestRunId(event.currentTarget.value)}
      />
      <ValueField flag={flag} draft={draft} onChange={setDraft} label="The test run gets" />
      <ExpiryField draft={expiry} onChange={setExpiry} isTemporary />
    </OverrideForm>
  );
}

type UndoableOverride = OverrideOf<'global'> | OverrideOf<'testing'>;

/** Confirms the change and offers an undo, which restores the previous override or removes the new one. */
function useConfirmWithUndo({ environment }: Flag) {
  const calls = useOverrideCalls(environment);
  const utils = trpc.useUtils();
  return async (message: string, before: UndoableOverride | undefined, after: UndoableOverride) => {
    await utils.overrides.invalidate();
    const undo = () => (before ? calls.putBack(before) : calls.remove(after));
    offerUndo(message, () => void undo().catch(notifyFailure));
  };
}
