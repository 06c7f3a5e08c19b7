import { HashAlgorithm } from '@burgee/contracts';
import { Collapse, Group, Select, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { problemAt } from '../../ui/condition/problem-at.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { ListField } from '../../ui/list-field.tsx';
import type { RolloutDraft } from './draft-types.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

export type RolloutFieldsProps = {
  readonly value: RolloutDraft;
  /** The prefix of its problems: `rollout`, `rules.0.rollout`. */
  readonly path: string;
  readonly onChange: (value: RolloutDraft) => void;
};

const MISSING_ATTRIBUTE = [
  { value: 'included', label: 'is included' },
  { value: 'excluded', label: 'is excluded' },
  { value: 'random', label: 'is included at random' },
] as const;
const ALGORITHMS = HashAlgorithm.options.map((value) => ({ value, label: value }));

/** The hash that decides. Few people need it, so it is collapsed to a line with the current settings. */
export function BucketingFields({ value, path, onChange }: RolloutFieldsProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const { problems } = useTargetingDraft();
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  const missing = MISSING_ATTRIBUTE.find((one) => one.value === value.missing)?.label ?? value.missing;
  return (
    <div>
      <DisclosureButton isOpen={isOpen} onToggle={toggle}>
        <Group gap={4} wrap="nowrap" mih={24} w="fit-content">
          <Icon size={14} aria-hidden />
          <Text size="xs" c="dimmed">
            Bucketed by {value.bucketBy.join(', else ') || 'nothing'}; a context without it {missing}
          </Text>
        </Group>
      </DisclosureButton>
      <Collapse expanded={isOpen}>
        <Group gap="sm" mt="xs" align="flex-start">
          <ListField
            label="Bucket by"
            description="The first attribute present"
            maxTags={10}
            w={230}
            error={problemAt(problems, `${path}.bucketBy`)}
            values={value.bucketBy}
            onChange={(bucketBy) => onChange({ ...value, bucketBy })}
          />
          <Select
            label="Context without it"
            description="Applies above 0%"
            w={200}
            allowDeselect={false}
            data={MISSING_ATTRIBUTE}
            value={value.missing}
            onChange={(next) =>
              onChange({ ...value, missing: MISSING_ATTRIBUTE.find((one) => one.value === next)?.value ?? 'included' })
            }
          />
          <Select
            label="Hash"
            description="Changing it reshuffles"
            w={150}
            allowDeselect={false}
            data={ALGORITHMS}
            value={value.algorithm}
            onChange={(next) => onChange({ ...value, algorithm: HashAlgorithm.catch('murmur3').parse(next) })}
          />
          <TextInput
            label="Salt"
            description="Empty: the flag's salt"
            w={180}
            maxLength={255}
            value={value.salt ?? ''}
            onChange={(event) => onChange({ ...value, salt: event.currentTarget.value || null })}
          />
        </Group>
      </Collapse>
    </div>
  );
}
