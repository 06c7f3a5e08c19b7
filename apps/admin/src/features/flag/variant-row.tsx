import type { FlagType } from '@burgee/contracts';
import { ActionIcon, Group, Textarea, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { problemAt } from '../../ui/condition/problem-at.ts';
import type { VariantDraft } from './draft-types.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

export type VariantRowProps = {
  readonly type: FlagType;
  readonly variant: VariantDraft;
  /** `variants.0`. */
  readonly path: string;
  readonly onRename: (key: string) => void;
  readonly onChange: (variant: VariantDraft) => void;
  readonly onRemove: (() => void) | undefined;
};

const MONO = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } };

export function VariantRow({ type, variant, path, onRename, onChange, onRemove }: VariantRowProps) {
  const { problems } = useTargetingDraft();
  const { key, text, description } = variant;
  return (
    <Group gap="xs" align="flex-start" role="group" aria-label={`Variant ${key}`}>
      <TextInput
        label="Key"
        flex="1 1 140px"
        maw={220}
        maxLength={100}
        value={key}
        error={problems.get(`${path}.key`)}
        onChange={(event) => onRename(event.currentTarget.value)}
      />
      <Textarea
        label={type === 'json' ? 'Value (JSON)' : 'Value'}
        flex="2 1 220px"
        autosize
        minRows={type === 'json' ? 2 : 1}
        maxRows={16}
        spellCheck={type === 'string'}
        value={text}
        error={problemAt(problems, `${path}.value`)}
        onChange={(event) => onChange({ ...variant, text: event.currentTarget.value })}
        styles={MONO}
      />
      <TextInput
        label="Description"
        flex="1 1 160px"
        maxLength={500}
        value={description}
        onChange={(event) => onChange({ ...variant, description: event.currentTarget.value })}
      />
      {onRemove && (
        <ActionIcon mt={25} size={36} variant="subtle" color="gray" aria-label={`Remove ${key}`} onClick={onRemove}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
