import { FlagType } from '@burgee/contracts';
import { SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { domainFailure } from '../../ui/describe-error.ts';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { EnvironmentBadge } from '../../ui/environment-badge.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { keyOfName } from '../../ui/key-of-name.ts';
import { ListField } from '../../ui/list-field.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { isReasonWanted, ReasonField } from '../../ui/reason-field.tsx';
import { readNewFlag } from './new-flag.ts';
import { TYPE_WORDS } from './type-badge.tsx';
import { useTags } from './use-tags.ts';

const TYPES = FlagType.options.map((value) => ({ value, label: TYPE_WORDS[value] }));

export type CreateFlagFormProps = {
  /** The initial key; may be empty. */
  readonly suggested: string;
  readonly onClose: () => void;
};

export function CreateFlagForm({ suggested, onClose }: CreateFlagFormProps) {
  const environment = useEnvironment();
  const navigate = useNavigate();
  const keep = useKeepFlag();
  const [name, setName] = useState('');
  // `undefined` until someone types a key; until then the key follows the name.
  const [typedKey, setTypedKey] = useState<string | undefined>(suggested || undefined);
  const [type, setType] = useState<FlagType>('boolean');
  const [description, setDescription] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const knownTags = useTags();
  const [reason, setReason] = useState('');
  const create = trpc.flags.create.useMutation({
    onSuccess: (flag) => {
      keep(flag);
      notifyDone(`${flag.key} was created. It is off until you switch it on.`);
      void navigate({ to: '/flags/$flagKey', params: { flagKey: flag.key } });
    },
  });
  const key = typedKey ?? keyOfName(name, 'flag');
  const about = [name.trim(), description.trim()].filter((text) => text !== '').join('\n');
  const read = readNewFlag({ environment: environment.key, key, type, description: about, tags, reason });
  const fieldProblem = (field: string) => (read.isValid ? undefined : read.problems.get(field));
  const failure = domainFailure(create.error);
  const isTaken = failure?.code === 'KEY_TAKEN' && failure.key === key;
  const isReady = read.isValid && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitNewFlag(event: SubmitEvent): void {
    event.preventDefault();
    if (read.isValid && isReady) create.mutate(read.input);
  }
  return (
    <form onSubmit={submitNewFlag}>
      <Stack>
        <Text size="sm" component="div">
          In <EnvironmentBadge environment={environment} />, off until you switch it on.
        </Text>
        <TextInput
          label="Name"
          description="A name for people. It becomes the first line of the description."
          placeholder="New checkout"
          maxLength={200}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Key"
          description="The name in your code. It can never change."
          placeholder="new-checkout"
          required
          maxLength={100}
          error={isTaken ? keyTakenWords(failure.archived) : key !== '' && fieldProblem('key')}
          value={key}
          onChange={(event) => setTypedKey(event.currentTarget.value)}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <div>
          <Text size="sm" fw={500} mb={4} id="flag-type">
            Type
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="flag-type"
            data={TYPES}
            value={type}
            onChange={(value) => setType(FlagType.parse(value))}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {type === 'boolean' ? 'On or off.' : 'It starts with two values. Change them on its page.'}
          </Text>
        </div>
        <Textarea
          label="Description"
          placeholder="What it is for, and when it can be removed"
          autosize
          minRows={2}
          maxRows={6}
          error={fieldProblem('description')}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <ListField
          label="Tags"
          placeholder="Type a tag and press Enter"
          data={knownTags}
          error={fieldProblem('tags')}
          values={tags}
          onChange={setTags}
        />
        {isReasonWanted(environment) && <ReasonField environment={environment} value={reason} onChange={setReason} />}
        {create.error && !isTaken && <ErrorState error={create.error} />}
        <DialogFooter
          verb="Create flag"
          isReady={isReady}
          isPending={create.isPending}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}

function keyTakenWords(isArchived: boolean): string {
  return isArchived
    ? 'An archived flag has this key. Restore it, or choose another key.'
    : 'A flag with this key already exists.';
}
