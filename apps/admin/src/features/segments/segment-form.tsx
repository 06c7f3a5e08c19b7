import type { EnvironmentKey } from '@burgee/contracts';
import { Button, Group, Paper, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { GuardedFields } from '../../ui/guarded-fields.tsx';
import { keyOfName } from '../../ui/key-of-name.ts';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { ConditionField } from './condition-field.tsx';
import { type Problems, readSegment, type SegmentDraft, type SegmentFields } from './segment-draft.ts';

export type SegmentFormProps = {
  readonly environment: EnvironmentKey;
  readonly draft: SegmentDraft;
  readonly onChange: (draft: SegmentDraft) => void;
  /** Whether the key can still be chosen; it never changes afterwards. */
  readonly isNew: boolean;
  /** The problems that the server reported. */
  readonly refused: Problems;
  readonly isChanged: boolean;
  readonly isPending: boolean;
  readonly why: string | undefined;
  readonly onSave: (fields: SegmentFields, why: { reason?: string }) => void;
  readonly onReset: () => void;
  /** The preview and the errors, shown above the buttons. */
  readonly children?: ReactNode;
};

export function SegmentForm(props: SegmentFormProps) {
  const { environment, draft, onChange, isNew, refused, isChanged, why, children } = props;
  const [reason, setReason] = useState('');
  // Problems are shown only after the first attempt to save.
  const [isTried, setTried] = useState(false);
  const { fields, problems } = readSegment(draft);
  const shown: Problems = new Map([...(isTried ? problems : []), ...refused]);
  const place = useEnvironmentNamed(environment);
  const isReasonMissing = isReasonWanted(place) && reason.trim() === '';
  function saveSegment(): void {
    setTried(true);
    if (fields && isChanged && !isReasonMissing && why === undefined) props.onSave(fields, reasonInput(reason));
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        saveSegment();
      }}
    >
      <Stack>
        <GuardedFields label="Segment" why={why}>
          <Paper p="md">
            <Stack>
              <NameFields draft={draft} onChange={onChange} isNew={isNew} problems={shown} />
            </Stack>
          </Paper>
          <Paper p="md" component="section" aria-label="Condition">
            <Title order={2} mb="sm">
              Who is in this segment
            </Title>
            <ConditionField
              environment={environment}
              segmentKey={isNew ? '' : draft.key}
              draft={draft.condition}
              onChange={(condition) => onChange({ ...draft, condition })}
              problems={shown}
            />
          </Paper>
        </GuardedFields>
        {(isChanged || isNew) && (
          <Paper p="md">
            <Stack>
              {children}
              <ReasonField environment={place} value={reason} onChange={setReason} />
              <FormButtons {...props} isReady={isChanged && !isReasonMissing && (!isTried || fields !== undefined)} />
            </Stack>
          </Paper>
        )}
      </Stack>
    </form>
  );
}

type NameFieldsProps = Pick<SegmentFormProps, 'draft' | 'onChange' | 'isNew'> & { readonly problems: Problems };

function NameFields({ draft, onChange, isNew, problems }: NameFieldsProps) {
  const isKeyDerived = isNew && draft.key === keyOfName(draft.name, 'segment');
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={100}
        data-autofocus={isNew || undefined}
        error={problems.get('name')}
        value={draft.name}
        onChange={(event) => {
          const name = event.currentTarget.value;
          onChange({ ...draft, name, ...(isKeyDerived && { key: keyOfName(name, 'segment') }) });
        }}
      />
      <TextInput
        label="Key"
        description={
          isNew
            ? 'Rules refer to the segment by its key. It cannot be changed later.'
            : 'Rules refer to the segment by its key.'
        }
        required={isNew}
        readOnly={!isNew}
        maxLength={100}
        spellCheck={false}
        error={problems.get('key')}
        value={draft.key}
        onChange={(event) => onChange({ ...draft, key: event.currentTarget.value })}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
      />
      <Textarea
        label="Description"
        autosize
        maxRows={6}
        maxLength={1_000}
        value={draft.description}
        onChange={(event) => onChange({ ...draft, description: event.currentTarget.value })}
      />
    </>
  );
}

function FormButtons({
  environment,
  isNew,
  isPending,
  why,
  onReset,
  isReady,
}: SegmentFormProps & { isReady: boolean }) {
  const isLive = useEnvironmentNamed(environment)?.isProduction ?? false;
  const verb = isNew ? 'Create segment' : 'Save changes';
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onReset}>
        {isNew ? 'Cancel' : 'Discard changes'}
      </Button>
      <Guarded why={why}>
        <Button type="submit" disabled={!isReady} loading={isPending} {...(isLive && { color: 'red' })}>
          {isLive ? `${verb} in production` : verb}
        </Button>
      </Guarded>
    </Group>
  );
}
