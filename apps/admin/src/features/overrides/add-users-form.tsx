import { Input, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { MAX_TARGET_LENGTH, type Flag, type JsonValue, type UserOverride, type VariantKey } from '@burgee/contracts';
import { useMemo, useState } from 'react';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { useSurroundings } from '../../app/surroundings.ts';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { isReasonWanted, ReasonField, reasonOf } from '../../ui/reason-field.tsx';
import { draftOfExpiry, readExpiry, type ExpiryDraft } from './expiry-draft.ts';
import { ExpiryField } from './expiry-field.tsx';
import { ListProgress, LONG_LIST } from './list-progress.tsx';
import { parsePaste, type Pasted, type PastedUser, type Reading } from './paste-parser.ts';
import { PasteQuestionField } from './paste-question.tsx';
import { PastedPreview } from './pasted-preview.tsx';
import type { Why } from './use-override-calls.ts';
import { draftOfValue, readDraft, type ValueDraft } from './value-draft.ts';
import { ValueField } from './value-field.tsx';

/** The settings that every user of the list gets. */
type Wish = {
  readonly overrideType: UserOverride['overrideType'];
  readonly expiresAt: string | null;
  readonly meaning: { readonly value?: JsonValue; readonly variant?: VariantKey };
};

export type AddUsers = { readonly users: readonly PastedUser[]; readonly wish: Wish; readonly why: Why };

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
  const wish = useWish(flag, current, overrideType);
  const environment = useEnvironmentNamed(flag.environment);
  const isFixed = current !== undefined || userId !== undefined;
  const [reading, setReading] = useState<Reading | undefined>();
  const { now } = useSurroundings();
  // A list of thousands is read again only when it has changed.
  const list = useMemo(
    () => parsePaste(mode === 'list' ? text : '', { reading, now: now() }),
    [mode, text, reading, now],
  );
  const pasted = mode === 'one' ? oneUser(text) : list;
  const isReasonGiven = reason.trim() !== '' || pasted.users.every((user) => user.reason !== undefined);
  const isRead = pasted.users.length > 0 && (pasted.question === undefined || pasted.question.answer !== undefined);
  const isReady = isRead && wish.read !== undefined && (!isReasonWanted(environment) || isReasonGiven);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && wish.read && !isPending)
          onSubmit({ users: pasted.users, wish: wish.read, why: reasonOf(reason) });
      }}
    >
      <Stack>
        {!isFixed && <ModeField mode={mode} onChange={setMode} />}
        <WhoField mode={mode} text={text} onChange={setText} isFixed={isFixed} />
        {pasted.question && <PasteQuestionField question={pasted.question} onAnswer={setReading} />}
        {mode === 'list' && <PastedPreview flag={flag} pasted={pasted} />}
        <KindField value={overrideType} onChange={setOverrideType} />
        {overrideType === 'include' && flag.type !== 'boolean' && (
          <ValueField flag={flag} draft={wish.value} onChange={wish.setValue} mayFollowOn label="They get" />
        )}
        <ExpiryField draft={wish.expiry} onChange={wish.setExpiry} />
        <ReasonField environment={environment} value={reason} onChange={setReason} />
        {isPending && pasted.users.length >= LONG_LIST && <ListProgress verb="Setting" count={pasted.users.length} />}
        {error ? <ErrorState error={error} /> : null}
        <DialogFooter
          verb={verbOf(pasted, current)}
          isReady={isReady}
          isPending={isPending}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}

/** What they shall get and until when; `read` is `undefined` while something is wrong with it. */
function useWish(flag: Flag, current: UserOverride | undefined, overrideType: UserOverride['overrideType']) {
  const { now } = useSurroundings();
  const [value, setValue] = useState<ValueDraft>(() => draftOfValue(flag, current?.value));
  const [expiry, setExpiry] = useState<ExpiryDraft>(() => draftOfExpiry(current?.expiresAt ?? null));
  const end = readExpiry(expiry, now());
  const given = readDraft(flag, value);
  const isPlain = overrideType === 'exclude' || flag.type === 'boolean' || value.kind === 'on';
  const meaning = isPlain || !given.isValid ? {} : given.variant ? { variant: given.variant } : { value: given.value };
  const isValid = end.isValid && (isPlain || given.isValid);
  const read: Wish | undefined = isValid ? { overrideType, meaning, expiresAt: end.expiresAt } : undefined;
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

type WhoFieldProps = {
  readonly mode: Mode;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly isFixed: boolean;
};

function WhoField({ mode, text, onChange, isFixed }: WhoFieldProps) {
  if (mode === 'list') {
    return (
      <Textarea
        label="Users"
        description="Ids on lines, or separated by commas, semicolons or tabs; or a CSV with the columns userId, reason and expiresAt."
        placeholder={'userId,reason,expiresAt\nann,asked for it,2027-01-31T12:00:00Z\nben'}
        // Measuring its height would lay out all lines of a long list with each character that is typed.
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

type KindFieldProps = {
  readonly value: UserOverride['overrideType'];
  readonly onChange: (kind: UserOverride['overrideType']) => void;
};

function KindField({ value, onChange }: KindFieldProps) {
  return (
    <Input.Wrapper label="What happens" labelElement="div">
      <SegmentedControl
        mt={4}
        fullWidth
        aria-label="What happens"
        // A phone is not wide enough for both on a line.
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

/** What is typed is the id, with all that is in it. */
function oneUser(text: string): Pasted {
  const userId = text.trim();
  return { users: userId ? [{ line: 1, userId }] : [], problems: [] };
}

function verbOf({ users }: Pasted, current: UserOverride | undefined): string {
  if (current) return 'Change it';
  return users.length > 1 ? `Set ${users.length.toLocaleString('en')} users` : 'Set it';
}
