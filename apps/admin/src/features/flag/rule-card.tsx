import { RuleInput, scheduleInstants } from '@burgee/contracts';
import { useSortable } from '@dnd-kit/sortable';
import { ActionIcon, Badge, Button, Collapse, Group, Text, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconCopy, IconGripVertical, IconTrash } from '@tabler/icons-react';
import type { ConditionOptions } from '../../ui/condition/node-editor-props.ts';
import { problemAt } from '../../ui/condition/problem-at.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { RuleDraft } from './draft-types.ts';
import { ruleFromDraft } from './read-draft.ts';
import classes from './rule-card.module.css';
import { RuleFields } from './rule-fields.tsx';
import { ruleWords } from './rule-words.ts';

export type RuleCardProps = {
  readonly rule: RuleDraft;
  readonly index: number;
  readonly options: ConditionOptions;
  readonly isOpen: boolean;
  /** Whether the rule was just added, so that it takes the focus. */
  readonly isAdded: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onChange: (rule: RuleDraft) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
};

const TICK_MS = 20_000;
const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

/** Shows a rule as a sentence; opened, its fields. */
export function RuleCard({ rule, index, options, isOpen, isAdded, onOpen, onChange, ...actions }: RuleCardProps) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: rule.id,
  });
  const path = `rules.${index}`;
  const name = `rule ${index + 1}`;
  const isWrong = problemAt(options.problems, path) !== undefined;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  const translation = transform ? `translate3d(0, ${transform.y}px, 0)` : undefined;
  return (
    <li
      ref={setNodeRef}
      className={classes.card}
      data-dragging={isDragging || undefined}
      data-wrong={isWrong || undefined}
      style={{ transform: translation, transition }}
    >
      <Group gap={6} wrap="nowrap" align="center" className={classes.head}>
        <ActionIcon
          ref={setActivatorNodeRef}
          variant="subtle"
          color="gray"
          className={classes.handle}
          {...attributes}
          {...listeners}
          aria-label={`Move ${name}`}
        >
          <IconGripVertical {...ICON} />
        </ActionIcon>
        <Badge variant="light" color="gray" circle aria-hidden>
          {index + 1}
        </Badge>
        <DisclosureButton className={classes.sentence} isOpen={isOpen} onToggle={() => onOpen(!isOpen)}>
          <span>
            {rule.description && (
              <Text span size="sm" fw={600} display="block">
                {rule.description}
              </Text>
            )}
            <RuleSentence rule={rule} />
          </span>
          <Chevron {...ICON} />
        </DisclosureButton>
        <Tooltip label="Duplicate rule">
          <ActionIcon
            visibleFrom="sm"
            variant="subtle"
            color="gray"
            aria-label={`Duplicate ${name}`}
            onClick={actions.onDuplicate}
          >
            <IconCopy {...ICON} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Delete rule">
          <ActionIcon
            visibleFrom="sm"
            variant="subtle"
            color="gray"
            aria-label={`Delete ${name}`}
            onClick={actions.onRemove}
          >
            <IconTrash {...ICON} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Collapse expanded={isOpen}>
        {isOpen && (
          <>
            <RuleFields rule={rule} path={path} options={options} hasFocus={isAdded} onChange={onChange} />
            <Group hiddenFrom="sm" gap="xs" px="md" pb="md">
              <Button size="xs" variant="default" leftSection={<IconCopy {...ICON} />} onClick={actions.onDuplicate}>
                Duplicate rule
              </Button>
              <Button size="xs" variant="default" leftSection={<IconTrash {...ICON} />} onClick={actions.onRemove}>
                Delete rule
              </Button>
            </Group>
          </>
        )}
      </Collapse>
    </li>
  );
}

function RuleSentence({ rule }: { readonly rule: RuleDraft }) {
  const { data } = RuleInput.safeParse(ruleFromDraft(rule));
  const now = useNow(TICK_MS, data ? scheduleInstants(data.rollout.schedule) : []);
  return (
    <Text span size="sm" c={data ? undefined : 'var(--mantine-color-error)'}>
      {data ? ruleWords(data, now) : 'Not complete yet'}
    </Text>
  );
}
