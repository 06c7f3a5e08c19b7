import type { EnvironmentKey } from '@burgee/contracts';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { attributesOf } from '../../ui/condition/attributes-of.ts';
import type { ConditionOptions } from '../../ui/condition/node-editor-props.ts';
import { useSurroundings } from '../../ui/surroundings.ts';
import type { RuleDraft } from './draft-types.ts';
import { newRule } from './new-rule.ts';
import { RuleCard } from './rule-card.tsx';
import { Section } from './section.tsx';
import { SortableList } from './sortable-list.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

const MAX_RULES = 200;

export function RulesSection({ environment }: { readonly environment: EnvironmentKey }) {
  const { draft, edit, isReadOnly } = useTargetingDraft();
  const { newId } = useSurroundings();
  const options = useConditionOptions(environment);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  // The rule that was just added takes the focus.
  const [addedId, setAddedId] = useState<string>();
  const { rules } = draft;
  const setRules = (next: readonly RuleDraft[]) => edit({ rules: next });
  function openRule(id: string, isOpen: boolean): void {
    setOpened((before) => new Set(isOpen ? [...before, id] : [...before].filter((one) => one !== id)));
  }
  function insertRule(rule: RuleDraft, at: number): void {
    setRules([...rules.slice(0, at), rule, ...rules.slice(at)]);
    openRule(rule.id, true);
    setAddedId(rule.id);
  }
  return (
    <Section
      title="Rules"
      description={
        rules.length === 0
          ? 'No rules yet. A rule serves a different variant to some users, such as a country, a plan or a segment.'
          : 'Evaluated from top to bottom; the first rule that applies decides. Reorder rules by dragging, or with Space and the arrow keys on the handle.'
      }
      actions={
        rules.length < MAX_RULES && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => insertRule(newRule(newId, draft.onVariant), rules.length)}
          >
            Add rule
          </Button>
        )
      }
    >
      {rules.length > 0 && (
        <SortableList
          ids={rules.map(({ id }) => id)}
          isDisabled={isReadOnly}
          onMove={(from, to) => setRules(moveItem(rules, from, to))}
        >
          {rules.map((rule, index) => (
            <RuleCard
              key={rule.id}
              rule={rule}
              index={index}
              options={options}
              isOpen={opened.has(rule.id)}
              isAdded={rule.id === addedId}
              onOpen={(isOpen) => {
                setAddedId(undefined);
                openRule(rule.id, isOpen);
              }}
              onChange={(next) => setRules(rules.map((one) => (one.id === next.id ? next : one)))}
              onDuplicate={() => insertRule({ ...rule, id: newId() }, index + 1)}
              onRemove={() => setRules(rules.filter(({ id }) => id !== rule.id))}
            />
          ))}
        </SortableList>
      )}
    </Section>
  );
}

function useConditionOptions(environment: EnvironmentKey): ConditionOptions {
  const { problems, base } = useTargetingDraft();
  const { newId } = useSurroundings();
  const { data } = trpc.segments.list.useQuery({ environment, pageSize: 200 });
  const attributes = [...new Set(base.rules.flatMap(({ condition }) => attributesOf(condition)))];
  return { segments: data?.items ?? [], attributes, problems, newId };
}

function moveItem<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_item, index) => index !== from);
  const item = items[from];
  return item === undefined ? rest : [...rest.slice(0, to), item, ...rest.slice(to)];
}
