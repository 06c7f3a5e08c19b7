import { useState, type FormEvent } from 'react';
import { useFlagClient } from '../hooks.ts';
import type { Value } from './held.ts';
import { textOf } from './words.ts';

const MAX_LINES = 8;

type ValueFieldProps = { readonly id: string; readonly flagKey: string; readonly value: Value | undefined };

/** Any value as text, which the server reads as the flag's type asks, or says why it cannot. */
export function ValueField({ id, flagKey, value }: ValueFieldProps) {
  const client = useFlagClient();
  const [draft, setDraft] = useState<string>();
  const text = textOf(value);
  const isChanged = draft !== undefined && draft !== text;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged) return;
    await client.setOverride(flagKey, draft);
    // Where it is refused, what was typed can be put right.
    if (client.overrides().status !== 'refused') setDraft(undefined);
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
    <form className="line" onSubmit={(event) => void submit(event)}>
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
