import { Text, VisuallyHidden } from '@mantine/core';
import type { JsonValue } from '@burgee/contracts';
import { diffFields, type FieldChange } from './diff-fields.ts';
import classes from './field-diff.module.css';
import { jsonText } from './json-text.ts';

export type FieldDiffProps = {
  readonly before: JsonValue | null;
  readonly after: JsonValue | null;
  /** Fields that change with every change, and say nothing. */
  readonly without?: readonly string[];
};

const WITHOUT = ['revision', 'updatedAt'];

/** Before and after, one field below the other. */
export function FieldDiff({ before, after, without = WITHOUT }: FieldDiffProps) {
  const changes = diffFields(before ?? {}, after ?? {}).filter(({ path }) => !without.includes(path));
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No field differs.
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
            {textOf(before)}
          </del>
        )}
        {after !== undefined && (
          <ins className={classes.after}>
            <VisuallyHidden>after: </VisuallyHidden>
            {textOf(after)}
          </ins>
        )}
      </dd>
    </div>
  );
}

function textOf(value: JsonValue): string {
  if (typeof value !== 'string') return jsonText(value);
  return value === '' ? '(empty)' : value;
}
