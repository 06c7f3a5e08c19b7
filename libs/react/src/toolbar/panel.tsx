import type { FlagContext } from '@burgee/flags';
import { useEffect, useRef } from 'react';
import { useFlagClient } from '../hooks.ts';
import {
  useClientContext,
  useEnvironment,
  useFreshness,
  useHasError,
  useOverrides,
  useVersion,
} from './client-state.ts';
import { ContextForm } from './context-form.tsx';
import { FlagList } from './flag-list.tsx';
import { OverrideActions } from './override-actions.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

type PanelProps = {
  readonly id: string;
  readonly takesFocus: boolean;
  readonly onClose: () => void;
  readonly onContextChange: ((context: FlagContext) => void) | undefined;
};

export function Panel({ id, takesFocus, onClose, onContextChange }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  const isEnabled = useFlagClient().overrides !== undefined;
  const { overrides, problem, isForbidden = false } = useOverrides();
  const context = useClientContext();
  const keptFocus = useKeptFocus(panel);
  useEffect(() => {
    if (takesFocus) panel.current?.focus();
  }, [takesFocus]);
  return (
    <section
      ref={panel}
      id={id}
      className="panel"
      role="dialog"
      aria-label="Feature flags"
      tabIndex={-1}
      {...keptFocus}
    >
      <div className="head">
        <div>
          <h2>Feature flags</h2>
          <Source />
        </div>
        <button type="button" className="close" aria-label="Close" onClick={onClose}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="m4 4 8 8m0-8-8 8" />
          </svg>
        </button>
      </div>
      <div role="status">
        {isForbidden && <Forbidden />}
        {!isEnabled && <Disabled />}
      </div>
      <div role="alert">{!isForbidden && problem !== undefined && <p className="notice problem">{problem}</p>}</div>
      {overrides.length > 0 && <OverrideActions overrides={overrides} />}
      <FlagList overrides={overrides} isReadOnly={isForbidden || !isEnabled} />
      <ContextForm context={context} onContextChange={onContextChange} />
    </section>
  );
}

/** Shows the environment and version of the answers, and whether they may be out of date. */
function Source() {
  const environment = useEnvironment();
  const version = useVersion();
  const hasError = useHasError();
  const isFresh = useFreshness() === 'ready';
  if (environment === undefined) return <p>{hasError ? 'The server does not respond.' : 'Loading flags…'}</p>;
  return (
    <p>
      {environment}, version {version}
      {hasError && !isFresh && ' (last known; the server does not respond)'}
    </p>
  );
}

function Disabled() {
  return (
    <p className="notice">
      The flags are read-only here. To override them, set the option <code>overrides</code> of the provider or the
      client to <code>sessionOverrides()</code> of <code>@burgee/client/overrides</code>.
    </p>
  );
}

function Forbidden() {
  return (
    <p className="notice">
      The environment {useEnvironment()} does not permit overrides. The flags are read-only here.
    </p>
  );
}
