import {
  Feature,
  FlagProvider,
  useFeatureFlag,
  useFlag,
  useFlagDetails,
  useFlagStatus,
  useFlagValue,
} from '@burgee/react';
import { Profiler, type ProfilerOnRenderCallback, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { COUNTED, LATE } from '../counted.ts';

declare global {
  /** How often each component was rendered, by its flag and hook, such as `counted-3 useFlag`. */
  var renders: Record<string, number>;
}

type Reading = { readonly flag: string };

/** A component for each way to read a flag. */
const COMPONENTS = {
  useFlag: ({ flag }: Reading) => <b>{String(useFlag(flag, false))}</b>,
  useFlagValue: ({ flag }: Reading) => <b>{String(useFlagValue(flag, false))}</b>,
  useFeatureFlag: ({ flag }: Reading) => <b>{String(useFeatureFlag(flag))}</b>,
  useFlagDetails: ({ flag }: Reading) => <b>{String(useFlagDetails(flag, false).value)}</b>,
  Feature: ({ flag }: Reading) => (
    <b>
      <Feature flag={flag} fallback="false">
        true
      </Feature>
    </b>
  ),
};

globalThis.renders = {};
const count: ProfilerOnRenderCallback = (id) => {
  renders[id] = (renders[id] ?? 0) + 1;
};

function Status() {
  const { state, version, connection } = useFlagStatus();
  return (
    <p role="status">
      {state}, {connection}, {version}
    </p>
  );
}

function Late() {
  return <p>late: {useFlag(LATE, 'none')}</p>;
}

/** Reads a flag for the first time once a button is pressed. */
function Later() {
  const [isShown, show] = useState(false);
  return isShown ? <Late /> : <button onClick={() => show(true)}>Read</button>;
}

function App() {
  return (
    <FlagProvider url="">
      {COUNTED.flatMap((flag) =>
        Object.entries(COMPONENTS).map(([name, Component]) => (
          <Profiler key={flag + name} id={`${flag} ${name}`} onRender={count}>
            <Component flag={flag} />
          </Profiler>
        )),
      )}
      <Status />
      <Later />
    </FlagProvider>
  );
}

createRoot(document.body.appendChild(document.createElement('main'))).render(<App />);
