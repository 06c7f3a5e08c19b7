import type { FlagContext } from '@burgee/flags';
import { type FormEvent, useId, useState } from 'react';
import { useFlagClient } from '../hooks.ts';
import { readContext } from './context-text.ts';
import { countWithNoun } from './words.ts';

type ContextFormProps = {
  readonly context: FlagContext;
  readonly onContextChange: ((context: FlagContext) => void) | undefined;
};

/** Edits the evaluation context, to see the page as another user. */
export function ContextForm({ context, onContextChange }: ContextFormProps) {
  const { userId, ...attributes } = context;
  const count = Object.values(attributes).filter((value) => value !== undefined).length;
  return (
    <details className="context" onToggle={(event) => event.currentTarget.scrollIntoView({ block: 'nearest' })}>
      <summary>
        Context: {userId ?? 'anonymous'}
        {count > 0 && `, ${countWithNoun(count, 'attribute')}`}
      </summary>
      <ContextFields key={JSON.stringify(context)} context={context} onContextChange={onContextChange} />
    </details>
  );
}

/** Remounted when the context changes elsewhere, which discards a draft. */
function ContextFields({ context, onContextChange }: ContextFormProps) {
  const id = useId();
  const client = useFlagClient();
  const [problem, setProblem] = useState<string>();
  const { userId, ...attributes } = context;
  const submitContext = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = readContext(form.get('userId') as string, form.get('attributes') as string);
    setProblem('problem' in read ? read.problem : undefined);
    if ('context' in read) (onContextChange ?? client.setContext)(read.context);
  };
  return (
    <form onSubmit={submitContext}>
      <label htmlFor={`${id}user`}>User ID</label>
      <input id={`${id}user`} name="userId" defaultValue={userId} placeholder="anonymous" autoComplete="off" />
      <label htmlFor={`${id}attributes`}>Attributes (JSON)</label>
      <textarea
        id={`${id}attributes`}
        name="attributes"
        rows={3}
        spellCheck={false}
        defaultValue={JSON.stringify(attributes, undefined, 2)}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}problem`}
      />
      <p id={`${id}problem`} role="alert" className="problem">
        {problem}
      </p>
      <button type="submit">Apply context</button>
    </form>
  );
}
