import { type FormEvent, useState } from 'react';
import { useFlagClient } from '../hooks.ts';
import type { Value } from './client-state.ts';
import { valueText } from './words.ts';

const MAX_LINES = 8;

type ValueFieldProps = { readonly id: string; readonly flagKey: string; readonly value: Value | undefined };

/** Edits any value as text. The server parses it by the flag's type, or reports why it cannot. */
export function ValueField({ id, flagKey, value }: ValueFieldProps) {
  const client = useFlagClient();
  const [draft, setDraft] = useState<string>();
  const text = valueText(value);
  const isChanged = draft !== undefined && draft !== text;
  const submitValue = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged) return;
    await client.overrides?.set(flagKey, draft);
    // A refused value stays in the field, so that it can be corrected.
    if (client.overrides?.state().status !== 'refused') setDraft(undefined);
  };
  const shared = {
    'aria-labelledby': `${id}key`,
    'aria-describedby': `${id}why`,
    value: draft ?? text,
    autoComplete: 'off',
    spellCheck: false,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => setDraft(target.value),
  };
  return (
    <form className="line" onSubmit={(event) => void submitValue(event)}>
      {typeof value === 'object' ? (
        <textarea {...shared} rows={Math.min(MAX_LINES, text.split('\n').length)} />
      ) : (
        <input {...shared} inputMode={typeof value === 'number' ? 'decimal' : undefined} />
      )}
      <button type="submit" aria-disabled={!isChanged} aria-label={`Set ${flagKey}`}>
        Set
      </button>
    </form>
  );
}
