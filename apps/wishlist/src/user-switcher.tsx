import type { FormEvent } from 'react';

const EXAMPLES = ['ann', 'bob', 'carol'];

export type UserSwitcherProps = {
  readonly userId: string | undefined;
  readonly onSwitch: (userId: string | undefined) => void;
};

/** Switches the user. Rollouts and overrides depend on the user, so another one may see another page. */
export function UserSwitcher({ userId, onSwitch }: UserSwitcherProps) {
  const submitUser = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('userId') as string;
    onSwitch(text.trim() || undefined);
  };
  return (
    <form className="user-switcher" onSubmit={submitUser} aria-label="User">
      <label htmlFor="userId">You are</label>
      <div className="joined">
        <input
          id="userId"
          name="userId"
          defaultValue={userId}
          placeholder="anonymous"
          maxLength={255}
          autoComplete="off"
        />
        <button type="submit">Switch user</button>
      </div>
      <p className="examples">
        or{' '}
        {EXAMPLES.map((example) => (
          <button key={example} type="button" className="link" onClick={() => onSwitch(example)}>
            {example}
          </button>
        ))}
        <button type="button" className="link" onClick={() => onSwitch(undefined)}>
          anonymous
        </button>
      </p>
    </form>
  );
}
