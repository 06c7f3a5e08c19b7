import { Text, TextInput } from '@mantine/core';
import { AddButtons } from '../../ui/condition/add-buttons.tsx';
import { type ConditionDraft, newGroup } from '../../ui/condition/condition-draft.ts';
import { ConditionEditor } from '../../ui/condition/condition-editor.tsx';
import type { ConditionOptions } from '../../ui/condition/node-editor-props.ts';
import type { RuleDraft } from './draft-types.ts';
import { RolloutEditor } from './rollout-editor.tsx';
import classes from './rule-card.module.css';
import { ServeEditor } from './serve-editor.tsx';

export type RuleFieldsProps = {
  readonly rule: RuleDraft;
  /** `rules.0`. */
  readonly path: string;
  readonly options: ConditionOptions;
  /** Whether the first field takes the focus. */
  readonly hasFocus: boolean;
  readonly onChange: (rule: RuleDraft) => void;
};

export function RuleFields({ rule, path, options, hasFocus, onChange }: RuleFieldsProps) {
  const { condition } = rule;
  const setCondition = (next: ConditionDraft) => onChange({ ...rule, condition: next });
  return (
    <div className={classes.fields}>
      <TextInput
        label="Description"
        placeholder="What this rule is for"
        maxLength={500}
        autoFocus={hasFocus}
        value={rule.description}
        onChange={(event) => onChange({ ...rule, description: event.currentTarget.value })}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          Applies to
        </Text>
        <ConditionEditor draft={condition} path={`${path}.condition`} options={options} onChange={setCondition} />
        {condition.kind !== 'group' && (
          <AddButtons
            newId={options.newId}
            onAdd={(node) => setCondition(newGroup(options.newId(), [condition, node]))}
          />
        )}
      </div>
      <div>
        <Text size="sm" fw={500} mb={6}>
          Rollout
        </Text>
        <RolloutEditor
          value={rule.rollout}
          path={`${path}.rollout`}
          onChange={(rollout) => onChange({ ...rule, rollout })}
        />
      </div>
      <ServeEditor value={rule.serve} path={`${path}.serve`} onChange={(serve) => onChange({ ...rule, serve })} />
    </div>
  );
}
