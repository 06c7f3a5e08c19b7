import type { Bootstrap } from '@burgee/client';
import { Feature, FlagProvider, useFlag, useFlagDetails, useFlagStatus } from '@burgee/react';
import { FALLBACK, GREETING } from '../greeting.ts';

/** The page that a server renders and a browser hydrates, with every kind of read. */
export function HydratedApp({ bootstrap }: { readonly bootstrap: Bootstrap | undefined }) {
  return (
    <FlagProvider url="" bootstrap={bootstrap}>
      <Greeting />
      <Feature flag={GREETING} fallback={<p>Nothing is on</p>}>
        <p>The greeting is on</p>
      </Feature>
      <Status />
    </FlagProvider>
  );
}

function Greeting() {
  const { variant, reason } = useFlagDetails(GREETING, FALLBACK);
  return <h1 title={`${variant}, ${reason}`}>{useFlag(GREETING, FALLBACK)}</h1>;
}

function Status() {
  const { state, source, version } = useFlagStatus();
  return (
    <p role="status">
      {state}, {source}, {version}
    </p>
  );
}
