import type { Environment, NewApiKey } from '@burgee/contracts';
import { Radio, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { expiryAfterDays, LifetimeField } from '../../ui/lifetime-field.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { KIND_LOOK } from './kind-look.ts';
import { OriginsField } from './origins-field.tsx';
import { useCreateKey } from './use-create-key.ts';

export type CreateKeyFormProps = {
  readonly environment: Environment;
  /** The kind, if there is no choice. */
  readonly kind?: Kind;
  readonly onMade: (made: NewApiKey) => void;
  readonly onClose: () => void;
};

const KINDS = ['server', 'web'] as const;
type Kind = (typeof KINDS)[number];

export function CreateKeyForm({ environment, kind: onlyKind, onMade, onClose }: CreateKeyFormProps) {
  const { now } = useSurroundings();
  const create = useCreateKey(onMade);
  const [kind, setKind] = useState<Kind>(onlyKind ?? 'server');
  const [name, setName] = useState('');
  const [days, setDays] = useState('');
  const [origins, setOrigins] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const isReady = name.trim() !== '' && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitKey(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    const expiresAt = expiryAfterDays(days, now());
    const common = {
      environment: environment.key,
      name: name.trim(),
      ...(expiresAt && { expiresAt }),
      ...reasonInput(reason),
    };
    create.mutate(kind === 'web' ? { kind, origins, ...common } : { kind, ...common });
  }
  return (
    <form onSubmit={submitKey}>
      <Stack>
        <TextInput
          label="Name"
          placeholder="Checkout service"
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!onlyKind && (
          <Radio.Group label="Kind" value={kind} onChange={(value) => setKind(value === 'web' ? 'web' : 'server')}>
            <Stack gap="xs" mt="xs">
              {KINDS.map((option) => (
                <Radio
                  key={option}
                  value={option}
                  label={KIND_LOOK[option].label}
                  description={KIND_LOOK[option].hint}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {kind === 'web' && <OriginsField value={origins} onChange={setOrigins} />}
        <LifetimeField value={days} onChange={setDays} />
        <ReasonField environment={environment} value={reason} onChange={setReason} />
        {create.error && <ErrorState error={create.error} />}
        <DialogFooter
          verb="Create key"
          isReady={isReady}
          isPending={create.isPending}
          onCancel={onClose}
          environment={environment}
        />
      </Stack>
    </form>
  );
}
