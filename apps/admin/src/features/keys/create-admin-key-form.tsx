import { EnvironmentKey, type KeyScope, type NewApiKey, Role } from '@burgee/contracts';
import { MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { expiryAfterDays, LifetimeField } from '../../ui/lifetime-field.tsx';
import { ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { ROLE_HINTS, ROLE_WORDS } from '../../ui/role-words.ts';
import { useSurroundings } from '../../ui/surroundings.ts';
import { AgentScopeField } from './agent-scope-field.tsx';
import { useCreateKey } from './use-create-key.ts';

export type CreateAdminKeyFormProps = { readonly onMade: (made: NewApiKey) => void; readonly onClose: () => void };

export function CreateAdminKeyForm({ onMade, onClose }: CreateAdminKeyFormProps) {
  const { now } = useSurroundings();
  const { all } = useEnvironments();
  const create = useCreateKey(onMade);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const [reach, setReach] = useState<string[]>([]);
  const [scopes, setScopes] = useState<KeyScope[]>([]);
  const [days, setDays] = useState('90');
  const [reason, setReason] = useState('');
  const expiresAt = expiryAfterDays(days, now());
  function submitAdminKey(event: SubmitEvent): void {
    event.preventDefault();
    if (name.trim() === '' || !expiresAt) return;
    const within = reach.length > 0 ? reach.map((key) => EnvironmentKey.parse(key)) : null;
    create.mutate({ kind: 'admin', name: name.trim(), role, reach: within, scopes, expiresAt, ...reasonInput(reason) });
  }
  return (
    <form onSubmit={submitAdminKey}>
      <Stack>
        <TextInput
          label="Name"
          placeholder="Release pipeline"
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label="Role" value={role} onChange={(value) => setRole(Role.parse(value))}>
          <Stack gap="xs" mt="xs">
            {Role.options.map((option) => (
              <Radio key={option} value={option} label={ROLE_WORDS[option]} description={ROLE_HINTS[option]} />
            ))}
          </Stack>
        </Radio.Group>
        <MultiSelect
          label="Environments"
          placeholder={reach.length === 0 ? 'All environments' : undefined}
          data={all.map(({ key, name }) => ({ value: key, label: name }))}
          value={reach}
          onChange={setReach}
        />
        <AgentScopeField value={scopes} onChange={setScopes} />
        <LifetimeField value={days} onChange={setDays} mustExpire />
        <ReasonField value={reason} onChange={setReason} />
        {create.error && <ErrorState error={create.error} />}
        <DialogFooter verb="Create key" isReady={name.trim() !== ''} isPending={create.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
