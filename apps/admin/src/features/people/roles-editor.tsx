import { type EnvironmentKey, ownValue, Role } from '@burgee/contracts';
import { Fieldset, Radio, Select, Stack } from '@mantine/core';
import { useEnvironments } from '../../app/environment.tsx';
import { ROLE_HINTS, ROLE_WORDS } from '../../ui/role-words.ts';
import type { Roles } from './role-badges.tsx';

export type RolesEditorProps = Roles & { readonly onChange: (roles: Roles) => void };

/** Edits the global role and the roles that differ per environment. */
export function RolesEditor({ role, roles, onChange }: RolesEditorProps) {
  const { all } = useEnvironments();
  function setRoleIn(environment: EnvironmentKey, text: string | null): void {
    const { [environment]: _before, ...others } = roles;
    const other = Role.safeParse(text).data;
    onChange({ role, roles: other ? { ...others, [environment]: other } : others });
  }
  return (
    <>
      <Radio.Group label="Role" value={role} onChange={(value) => onChange({ role: Role.parse(value), roles })}>
        <Stack gap="xs" mt="xs">
          {Role.options.map((option) => (
            <Radio key={option} value={option} label={ROLE_WORDS[option]} description={ROLE_HINTS[option]} />
          ))}
        </Stack>
      </Radio.Group>
      {all.length > 0 && (
        <Fieldset legend="Different roles per environment" variant="filled">
          <Stack gap="xs">
            {all.map(({ key, name }) => (
              <Select
                key={key}
                label={name}
                placeholder={`${ROLE_WORDS[role]} (as above)`}
                clearable
                data={Role.options.map((option) => ({ value: option, label: ROLE_WORDS[option] }))}
                value={ownValue(roles, key) ?? null}
                onChange={(text) => setRoleIn(key, text)}
              />
            ))}
          </Stack>
        </Fieldset>
      )}
    </>
  );
}
