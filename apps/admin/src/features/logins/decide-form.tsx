import { isAtLeast, Role, type WaitingLogin } from '@burgee/contracts';
import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { LifetimeField } from '../../ui/lifetime-field.tsx';
import { ROLE_HINTS, ROLE_WORDS } from '../../ui/role-words.ts';
import type { Decision } from './decision-note.tsx';
import { LoginFacts } from './login-facts.tsx';
import { preselectedRole } from './preselected-role.ts';

export type DecideFormProps = {
  readonly login: WaitingLogin;
  readonly onDecided: (decision: Decision) => void;
};

export function DecideForm({ login, onDecided }: DecideFormProps) {
  const { userCode, highestRole } = login;
  const approve = trpc.session.approveLogin.useMutation({ onSuccess: () => onDecided('approved') });
  const deny = trpc.session.denyLogin.useMutation({ onSuccess: () => onDecided('denied') });
  const [role, setRole] = useState<Role>(preselectedRole(login));
  const [days, setDays] = useState('90');
  const isPending = approve.isPending || deny.isPending;
  const error = approve.error ?? deny.error;
  function submitApproval(event: SubmitEvent): void {
    event.preventDefault();
    if (!isPending) approve.mutate({ userCode, role, days: Number(days) });
  }
  return (
    <form onSubmit={submitApproval} aria-label="Login">
      <Stack>
        <LoginFacts login={login} />
        <Alert color="yellow" title="Approve only what you started yourself">
          <Text size="sm">
            If you did not run burgee login, or someone sent you this link, deny it: they would get access in your name.
          </Text>
        </Alert>
        <RoleChoice value={role} highest={highestRole} onChange={setRole} />
        <LifetimeField value={days} onChange={setDays} mustExpire />
        {error && <ErrorState error={error} />}
        <Group>
          <Button type="submit" loading={approve.isPending}>
            Approve login
          </Button>
          <Button variant="default" loading={deny.isPending} onClick={() => !isPending && deny.mutate({ userCode })}>
            Deny login
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type RoleChoiceProps = {
  readonly value: Role;
  readonly highest: Role;
  readonly onChange: (role: Role) => void;
};

/** The roles that the person has in every environment. */
function RoleChoice({ value, highest, onChange }: RoleChoiceProps) {
  const options = Role.options.filter((option) => isAtLeast(highest, option));
  return (
    <Radio.Group label="Role of the key" value={value} onChange={(chosen) => onChange(Role.parse(chosen))}>
      <Stack gap="xs" mt="xs">
        {options.map((option) => (
          <Radio key={option} value={option} label={ROLE_WORDS[option]} description={ROLE_HINTS[option]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
