import { Autocomplete, Checkbox, Select } from '@mantine/core';
import { type ClauseDraft, withOperator } from './condition-draft.ts';
import type { NodeEditorProps } from './node-editor-props.ts';
import { NodeFrame } from './node-frame.tsx';
import { isOperator, OPERATOR_GROUPS, OPERATORS } from './operators.ts';
import { problemAt } from './problem-at.ts';
import { ValuesField } from './values-field.tsx';

const COMMON_ATTRIBUTES = ['userId', 'email', 'country', 'plan', 'appVersion', '$now'];

/** Edits an attribute, an operator and the values that the attribute is compared with. */
export function ClauseEditor({ draft, path, options, onChange, onRemove }: NodeEditorProps<ClauseDraft>) {
  const { attribute, operator, values, ignoreCase } = draft;
  const { kind } = OPERATORS[operator];
  const { problems } = options;
  // If a clause fits no operator, the schema reports the problem at the clause itself.
  const attributeProblem = problemAt(problems, `${path}.attribute`);
  const valuesProblem = problemAt(problems, `${path}.values`) ?? problems.get(path);
  return (
    <NodeFrame draft={draft} onChange={onChange} onRemove={onRemove} what="condition">
      <Autocomplete
        aria-label="Attribute"
        placeholder="Attribute"
        size="sm"
        flex="1 1 130px"
        maxLength={100}
        data={[...new Set([...options.attributes, ...COMMON_ATTRIBUTES])].filter((name) => name !== '')}
        value={attribute}
        error={attributeProblem && (attribute === '' ? 'Enter an attribute.' : attributeProblem)}
        onChange={(name) => onChange({ ...draft, attribute: name })}
      />
      <Select
        aria-label="Operator"
        size="sm"
        w={190}
        allowDeselect={false}
        searchable
        data={OPERATOR_GROUPS}
        value={operator}
        onChange={(next) => next !== null && isOperator(next) && onChange(withOperator(draft, next))}
      />
      {kind !== 'none' && (
        <ValuesField
          kind={kind}
          values={values}
          error={valuesProblem}
          onChange={(next) => onChange({ ...draft, values: next })}
        />
      )}
      {kind === 'text' && (
        <Checkbox
          size="xs"
          label="ignore case"
          checked={ignoreCase ?? false}
          onChange={(event) => onChange({ ...draft, ignoreCase: event.currentTarget.checked })}
        />
      )}
    </NodeFrame>
  );
}
