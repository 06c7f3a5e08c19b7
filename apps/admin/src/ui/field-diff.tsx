import type { JsonValue } from '@burgee/contracts';
import { Text, VisuallyHidden } from '@mantine/core';
import { diffFields, type FieldChange } from './diff-fields.ts';
import classes from './field-diff.module.css';
import { jsonText } from './json-text.ts';

export type FieldDiffProps = {
  readonly before: JsonValue | null;
  readonly after: JsonValue | null;
  /** Fields to hide. The defaults differ in every change and carry no information. */
  readonly without?: readonly string[];
};

const HIDDEN_FIELDS = ['revision', 'updatedAt'];

/** Shows before and after, one changed field per row. */
export function FieldDiff({ before, after, without = HIDDEN_FIELDS }: FieldDiffProps) {
  const changes = diffFields(before ?? {}, after ?? {}).filter(({ path }) => !without.includes(path));
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No differences.
      </Text>
    );
  }
  return (
    <dl className={classes.list}>
      {changes.map((change) => (
        <FieldRow key={change.path} change={change} />
      ))}
    </dl>
  );
}

function FieldRow({ change: { path, before, after } }: { readonly change: FieldChange }) {
  return (
    <div className={classes.row}>
      <dt className={classes.path}>{path || 'value'}</dt>
      <dd className={classes.values}>
        {before !== undefined && (
          <del className={classes.before}>
            <VisuallyHidden>before: </VisuallyHidden>
            {diffValueText(before)}
          </del>
        )}
        {after !== undefined && (
          <ins className={classes.after}>
            <VisuallyHidden>after: </VisuallyHidden>
            {diffValueText(after)}
          </ins>
        )}
      </dd>
    </div>
  );
}

function diffValueText(value: JsonValue): string {
  if (typeof value !== 'string') return jsonText(value);
  return value === '' ? '(empty)' : value;
}
