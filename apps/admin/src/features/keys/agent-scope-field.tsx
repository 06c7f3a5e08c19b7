import type { KeyScope } from '@burgee/contracts';
import { Checkbox } from '@mantine/core';

export type AgentScopeFieldProps = {
  readonly value: readonly KeyScope[];
  readonly onChange: (scopes: KeyScope[]) => void;
};

/** The only scope of a key: whether agents may use it over MCP where real users are. */
export function AgentScopeField({ value, onChange }: AgentScopeFieldProps) {
  return (
    <Checkbox
      label="Agents may use it in production"
      description="Over MCP, a key without this scope reaches only environments that are not production. The role still decides what it may do."
      checked={value.includes('agent')}
      onChange={(event) => onChange(event.currentTarget.checked ? ['agent'] : [])}
    />
  );
}
