import { type Flag, type JsonValue, MAX_TARGET_LENGTH, type UserOverride, type VariantKey } from '@burgee/contracts';
import { Input, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { draftOfExpiry, type ExpiryDraft, readExpiry } from './expiry-draft.ts';
import { ExpiryField } from './expiry-field.tsx';
import { ListProgress, LONG_LIST } from './list-progress.tsx';
import { parsePaste, type Pasted, type PastedUser, type Reading } from './paste-parser.ts';
import { PasteQuestionField } from './paste-question.tsx';
import { PastedPreview } from './pasted-preview.tsx';
import type { Why } from './use-override-calls.ts';
import { draftOfValue, readDraft, type ValueDraft } from './value-draft.ts';
import { ValueField } from './value-field.tsx';

/** The settings that apply to every user of the list. */
type OverrideSettings = {
  readonly overrideType: UserOverride['overrideType'];
  readonly expiresAt: string | null;
  readonly valueInput: { readonly value?: JsonValue; readonly variant?: VariantKey };
};

export type AddUsers = {
  readonly users: readonly PastedUser[];
  readonly settings: OverrideSettings;
  readonly why: Why;
};

export type AddUsersFormProps = {
  readonly flag: Flag;
  readonly current: UserOverride | undefined;
  readonly userId: string | undefined;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSubmit: (wanted: AddUsers) => void;
  readonly onClose: () => void;
};

type Mode = 'one' | 'list';

export function AddUsersForm({ flag, current, userId, isPending, error, onSubmit, onClose }: AddUsersFormProps) {
  const [mode, setMode] = useState<Mode>('one');
  const [text, setText] = useState<string>(current?.target ?? userId ?? '');
  const [reason, setReason] = useState(current?.reason ?? '');
  const [overrideType, setOverrideType] = useState<UserOverride['overrideType']>(current?.overrideType ?? 'include');
  const settings = useOverrideSettings(flag, current, overrideType);
  const environment = useEnvironmentNamed(flag.environment);
  const isFixed = current !== undefined || userId !== undefined;
  const [reading, setReading] = useState<Reading | undefined>();
  const { now } = useSurroundings();
  // Memoized, because parsing a list of thousands is slow.
  const list = useMemo(
    () => parsePaste(mode === 'list' ? text : '', { reading, now: now() }),
    [mode, text, reading, now],
  );
  const pasted = mode === 'one' ? parseOneUser(text) : list;
  const isReasonGiven = reason.trim() !== '' || pasted.users.every((user) => user.reason !== undefined);
  const isRead = pasted.users.length > 0 && (pasted.question === undefined || pasted.question.answer !== undefined);
  const isReady = isRead && settings.read !== undefined && (!isReasonWanted(environment) || isReasonGiven);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && settings.read && !isPending)
          onSubmit({ users: pasted.users, settings: settings.read, why: reasonInput(reason) });
      }}
    >
      <Stack>
        {!isFixed && <ModeField mode={mode} onChange={setMode} />}
        <UserIdsField mode={mode} text={text} onChange={setText} isFixed={isFixed} />
        {pasted.question && <PasteQuestionField question={pasted.question} onAnswer={setReading} />}
        {mode === 'list' && <PastedPreview flag={flag} pasted={pasted} />}
        <OverrideTypeField value={overrideType} onChange={setOverrideType} />
        {overrideType === 'include' && flag.type !== 'boolean' && (
          <ValueField flag={flag} draft={settings.value} onChange={settings.setValue} mayFollowOn label="They get" />
        )}
        <ExpiryField draft={settings.expiry} onChange={settings.setExpiry} />
        <ReasonField environment={environment} value={reason} onChange={setReason} />
        {isPending && pasted.users.length >= LONG_LIST && <ListProgress verb="Setting" count={pasted.users.length} />}
        {error ? <ErrorState error={error} /> : null}
        <DialogFooter
          verb={addUsersVerb(pasted, current)}
          isReady={isReady}
          isPending={isPending}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}

/** The fields for the users' value and expiry. `read` is `undefined` while a field is invalid. */
function useOverrideSettings(
  flag: Flag,
  current: UserOverride | undefined,
  overrideType: UserOverride['overrideType'],
) {
  const { now } = useSurroundings();
  const [value, setValue] = useState<ValueDraft>(() => draftOfValue(flag, current?.value));
  const [expiry, setExpiry] = useState<ExpiryDraft>(() => draftOfExpiry(current?.expiresAt ?? null));
  const end = readExpiry(expiry, now());
  const readValue = readDraft(flag, value);
  const isPlain = overrideType === 'exclude' || flag.type === 'boolean' || value.kind === 'on';
  const valueInput =
    isPlain || !readValue.isValid
      ? {}
      : readValue.variant
        ? { variant: readValue.variant }
        : { value: readValue.value };
  const isValid = end.isValid && (isPlain || readValue.isValid);
  const read: OverrideSettings | undefined = isValid
    ? { overrideType, valueInput, expiresAt: end.expiresAt }
    : undefined;
  return { value, setValue, expiry, setExpiry, read };
}

function ModeField({ mode, onChange }: { readonly mode: Mode; readonly onChange: (mode: Mode) => void }) {
  return (
    <SegmentedControl
      aria-label="One user or a list"
      value={mode}
      data={[
        { value: 'one', label: 'One user' },
        { value: 'list', label: 'Paste a list' },
      ]}
      onChange={(chosen) => onChange(chosen)}
    />
  );
}

type UserIdsFieldProps = {
  readonly mode: Mode;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly isFixed: boolean;
};

function UserIdsField({ mode, text, onChange, isFixed }: UserIdsFieldProps) {
  if (mode === 'list') {
    return (
      <Textarea
        label="Users"
        description="One id per line, or ids separated by commas, semicolons or tabs. A CSV may have the columns userId, reason and expiresAt."
        placeholder={'userId,reason,expiresAt\nann,asked for it,2027-01-31T12:00:00Z\nben'}
        // A fixed height: autosizing would lay out all lines of a long list on each keystroke.
        rows={8}
        spellCheck={false}
        data-autofocus
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
      />
    );
  }
  return (
    <TextInput
      label="userId"
      required
      autoComplete="off"
      spellCheck={false}
      maxLength={MAX_TARGET_LENGTH}
      readOnly={isFixed}
      data-autofocus={!isFixed || undefined}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type OverrideTypeFieldProps = {
  readonly value: UserOverride['overrideType'];
  readonly onChange: (overrideType: UserOverride['overrideType']) => void;
};

function OverrideTypeField({ value, onChange }: OverrideTypeFieldProps) {
  return (
    <Input.Wrapper label="Effect" labelElement="div">
      <SegmentedControl
        mt={4}
        fullWidth
        aria-label="Effect"
        // A phone is too narrow for both labels on one line.
        styles={{ label: { whiteSpace: 'normal' } }}
        value={value}
        data={[
          { value: 'include', label: 'Include: they get the flag' },
          { value: 'exclude', label: 'Exclude: off for them' },
        ]}
        onChange={(chosen) => onChange(chosen)}
      />
    </Input.Wrapper>
  );
}

/** Takes the whole text as one id, separators included. */
function parseOneUser(text: string): Pasted {
  const userId = text.trim();
  return { users: userId ? [{ line: 1, userId }] : [], problems: [] };
}

function addUsersVerb({ users }: Pasted, current: UserOverride | undefined): string {
  if (current) return 'Change override';
  return users.length > 1 ? `Set ${formatCount(users.length, 'user')}` : 'Set override';
}
