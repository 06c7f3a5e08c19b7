import type { Flag } from '@burgee/contracts';
import { ActionIcon, Group, MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { problemAt } from '../../ui/condition/problem-at.ts';
import type { PrerequisiteDraft } from './draft-types.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

export type PrerequisiteRowProps = {
  /** The flag that has the prerequisite. */
  readonly flag: Flag;
  readonly value: PrerequisiteDraft;
  readonly path: string;
  readonly onChange: (value: PrerequisiteDraft) => void;
  readonly onRemove: () => void;
};

const SEARCH_DELAY_MS = 150;
const NO_VARIANT = ' ';

export function PrerequisiteRow({ flag, value, path, onChange, onRemove }: PrerequisiteRowProps) {
  const { problems } = useTargetingDraft();
  const { environment } = flag;
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text === value.flagKey ? '' : text.slice(0, 100), SEARCH_DELAY_MS);
  const found = trpc.flags.list.useQuery(
    { environment, pageSize: 30, ...(search && { search }) },
    { placeholderData: keepPreviousData },
  );
  const required = trpc.flags.get.useQuery({ environment, key: value.flagKey }, { enabled: value.flagKey !== '' });
  const keys = (found.data?.items ?? []).map(({ key }) => key).filter((key) => key !== flag.key);
  const variantProblem = problemAt(problems, `${path}.variants`);
  return (
    <Group gap="xs" align="flex-start" mb="xs" role="group" aria-label={`Prerequisite ${value.flagKey}`}>
      <Select
        label="Flag"
        placeholder="Search flags"
        flex="1 1 200px"
        searchable
        nothingFoundMessage="No flags match"
        filter={({ options }) => options}
        data={[...new Set([...(value.flagKey ? [value.flagKey] : []), ...keys])]}
        value={value.flagKey || null}
        searchValue={text}
        onSearchChange={setText}
        error={
          problemAt(problems, `${path}.flagKey`) &&
          (value.flagKey ? problemAt(problems, `${path}.flagKey`) : 'Choose a flag.')
        }
        onChange={(flagKey) => onChange({ ...value, flagKey: flagKey ?? '', variants: [] })}
      />
      <MultiSelect
        label="must return one of"
        flex="1 1 220px"
        disabled={value.flagKey === ''}
        data={variantChoices(required.data, value)}
        value={value.variants.map((variant) => variant ?? NO_VARIANT)}
        error={variantProblem && (value.variants.length === 0 ? 'Choose at least one variant.' : variantProblem)}
        onChange={(keys) => onChange({ ...value, variants: keys.map((key) => (key === NO_VARIANT ? null : key)) })}
      />
      <ActionIcon
        mt={25}
        size={36}
        variant="subtle"
        color="gray"
        aria-label={`Remove prerequisite ${value.flagKey}`}
        onClick={onRemove}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

/** The required flag's variants, "off without a variant" if it has no off variant, and the variants already chosen. */
function variantChoices(
  required: Flag | undefined,
  { variants }: PrerequisiteDraft,
): { value: string; label: string }[] {
  const keys: (string | null)[] = required ? required.variants.map(({ key }) => key) : [];
  if (required?.offVariant === null) keys.push(null);
  return [...new Set([...keys, ...variants])].map((key) => ({
    value: key ?? NO_VARIANT,
    label: key ?? '(off, without a variant)',
  }));
}
