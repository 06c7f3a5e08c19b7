import { memo, useId, useState } from 'react';
import { useFlagClient } from '../hooks.ts';
import type { Answer, Value } from './client-state.ts';
import { ValueField } from './value-field.tsx';
import { flagReason, valueText } from './words.ts';

export type FlagRowProps = {
  readonly flagKey: string;
  readonly answer: Answer | undefined;
  readonly override: Value | undefined;
  readonly isFresh: boolean;
  readonly isReadOnly: boolean;
};

/** One flag with its value, the reason for the value, and a control to override it. */
export const FlagRow = memo(function FlagRow({ flagKey, answer, override, isFresh, isReadOnly }: FlagRowProps) {
  const id = useId();
  const client = useFlagClient();
  const isOverridden = override !== undefined;
  const value = override ?? answer?.value;
  const isBoolean = typeof value === 'boolean';
  return (
    <li data-overridden={isOverridden}>
      <div className="line">
        <code id={`${id}key`}>{flagKey}</code>
        {isBoolean && (isReadOnly ? <b>{value ? 'On' : 'Off'}</b> : <Switch id={id} flagKey={flagKey} isOn={value} />)}
      </div>
      {!isBoolean && answer && !isReadOnly && <ValueField id={id} flagKey={flagKey} value={value} />}
      {!isBoolean && isReadOnly && <pre>{valueText(value)}</pre>}
      <div className="line">
        <p id={`${id}why`} className="why">
          {answer?.variant !== undefined && !isOverridden && (
            <>
              Variant <code>{answer.variant}</code>.{' '}
            </>
          )}
          {flagReason({ answer, override, isFresh })}
        </p>
        {isOverridden && !isReadOnly && (
          <button
            type="button"
            className="link"
            aria-label={`Clear ${flagKey}`}
            onClick={() => void client.overrides?.clear(flagKey)}
          >
            Clear
          </button>
        )}
      </div>
    </li>
  );
});

type SwitchProps = { readonly id: string; readonly flagKey: string; readonly isOn: boolean };

/** Flips immediately, and flips back if the server refuses. */
function Switch({ id, flagKey, isOn }: SwitchProps) {
  const client = useFlagClient();
  /** Its position until the server has answered. */
  const [flipped, setFlipped] = useState<{ readonly isOn: boolean }>();
  const isShownOn = flipped?.isOn ?? isOn;
  const flip = async (isNowOn: boolean) => {
    const own = { isOn: isNowOn };
    setFlipped(own);
    await client.overrides?.set(flagKey, isNowOn);
    // Another flip may still wait for its answer.
    setFlipped((last) => (last === own ? undefined : last));
  };
  return (
    <label className="switch">
      <span aria-hidden="true">{isShownOn ? 'On' : 'Off'}</span>
      <input
        type="checkbox"
        role="switch"
        aria-labelledby={`${id}key`}
        aria-describedby={`${id}why`}
        checked={isShownOn}
        onChange={(event) => void flip(event.target.checked)}
      />
    </label>
  );
}
