import { TextInput } from '@mantine/core';
import { MAX_TARGET_LENGTH, type Flag, type OverrideOf } from '@burgee/contracts';
import { useState } from 'react';
import { useSurroundings } from '../../app/surroundings.ts';
import { trpc } from '../../app/trpc.ts';
import { notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { draftOfExpiry, readExpiry, type ExpiryDraft } from './expiry-draft.ts';
import { ExpiryField } from './expiry-field.tsx';
import { OverrideForm } from './override-form.tsx';
import { useOverrideCalls } from './use-override-calls.ts';
import { draftOfValue, onDraft, readDraft } from './value-draft.ts';
import { ValueField } from './value-field.tsx';

type Props<T extends 'global' | 'testing'> = {
  readonly flag: Flag;
  /** The one there is, which is replaced. */
  readonly current: OverrideOf<T> | undefined;
  readonly onClose: () => void;
};

export function GlobalDialog({ flag, current, onClose }: Props<'global'>) {
  const { environment, key: flagKey } = flag;
  const { now } = useSurroundings();
  const [draft, setDraft] = useState(() => (current ? draftOfValue(flag, current.value) : onDraft(flag)));
  const [expiry, setExpiry] = useState<ExpiryDraft>(() => draftOfExpiry(current?.expiresAt ?? null));
  const set = trpc.overrides.setGlobal.useMutation();
  const afterwards = useAfterwards(flag);
  const read = readDraft(flag, draft);
  return (
    <OverrideForm
      title={current ? 'Change the global override' : 'Set a global override'}
      verb={current ? 'Change it' : 'Set it'}
      says="Everybody gets this value who has no override of their own, as long as the flag is on."
      environment={environment}
      reason={current?.reason ?? ''}
      isReady={read.isValid && readExpiry(expiry, now()).isValid}
      onClose={onClose}
      onSubmit={async (why) => {
        const end = readExpiry(expiry, now());
        if (!read.isValid || !end.isValid) return;
        const { expiresAt } = end;
        const after = await set.mutateAsync({ environment, flagKey, value: read.value, expiresAt, ...why });
        await afterwards('The global override is set.', current, after);
      }}
    >
      <ValueField flag={flag} draft={draft} onChange={setDraft} label="Everybody gets" />
      <ExpiryField draft={expiry} onChange={setExpiry} />
    </OverrideForm>
  );
}

/** @param props.testRunId whose id stands there already. */
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
  const set = trpc.overrides.setTesting.useMutation();
  const afterwards = useAfterwards(flag);
  const read = readDraft(flag, draft);
  return (
    <OverrideForm
      title={current ? 'Change the override of a test run' : 'Add an override for a test run'}
      verb={current ? 'Change it' : 'Add it'}
      says="Whoever sends this testRunId in the context gets this value, also while the flag is off."
      environment={environment}
      reason={current?.reason ?? ''}
      isReady={read.isValid && testRunId !== '' && readExpiry(expiry, now(), true).isValid}
      onClose={onClose}
      onSubmit={async (why) => {
        const end = readExpiry(expiry, now(), true);
        if (!read.isValid || !end.isValid || end.expiresAt === null) return;
        const { expiresAt } = end;
        const after = await set.mutateAsync({ environment, flagKey, testRunId, value: read.value, expiresAt, ...why });
        await afterwards(`The override of ${testRunId} is set.`, current, after);
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
      <ValueField flag={flag} draft={draft} onChange={setDraft} label="It gets" />
      <ExpiryField draft={expiry} onChange={setExpiry} isTemporary />
    </OverrideForm>
  );
}

type Set = OverrideOf<'global'> | OverrideOf<'testing'>;

/** Shows what was done, and offers the way back: what was there before, or nothing. */
function useAfterwards({ environment }: Flag) {
  const calls = useOverrideCalls(environment);
  const utils = trpc.useUtils();
  return async (message: string, before: Set | undefined, after: Set) => {
    await utils.overrides.invalidate();
    const undo = () => (before ? calls.putBack(before) : calls.remove(after));
    offerUndo(message, () => void undo().catch(notifyFailure));
  };
}
