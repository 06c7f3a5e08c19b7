import { cleanup } from '@testing-library/react';
import { type ReactNode, Suspense } from 'react';
import {
  FlagProvider,
  type FlagProviderProps,
  useFeatureFlag,
  useFeatureFlags,
  useFlagDetails,
  useFlagOverrides,
  useFlagStatus,
  useSuspenseFlag,
} from './index.ts';
import type { TestServer } from './test-server.ts';

/** Removes everything that a test leaves on the page. */
export function clearPage(): void {
  cleanup();
  localStorage.clear();
}

type Options = Extract<FlagProviderProps, { readonly url: string }>;
type WithFlagsProps = Partial<Omit<Options, 'context'>> & {
  readonly server: TestServer;
  /** Any object, even one that is not a context. */
  readonly context?: object;
  readonly children?: ReactNode;
};

/** The provider of a server's flags. */
export function WithFlags({ server, context, ...props }: WithFlagsProps) {
  return (
    <FlagProvider
      url="http://flags.test"
      runtime={{ fetch: server.fetch }}
      {...props}
      context={context as Options['context']}
    />
  );
}

export function Banner() {
  return `banner is ${onOff(useFeatureFlag('banner'))}`;
}

export function Status() {
  const { state, version, connection } = useFlagStatus();
  return (
    <p>
      {state} {version} {connection}
    </p>
  );
}

export function Overrides() {
  const { status, overrides, problem, clear } = useFlagOverrides();
  return (
    <>
      <p>{`${status}: ${[...overrides.map(({ flagKey }) => flagKey), problem].filter(Boolean).join()}`}</p>
      {/* Passes the click event, which `clear` must ignore. */}
      <button onClick={(event) => void (clear as (event: unknown) => Promise<void>)(event)}>Clear</button>
    </>
  );
}

/** Everything about the banner that a component can read. */
export function All() {
  const { isFeatureEnabled } = useFeatureFlags();
  const { value, reason } = useFlagDetails('banner', false);
  const { state, source } = useFlagStatus();
  const flags = [isFeatureEnabled('banner'), value, useSuspenseFlag('banner', false)].map(onOff);
  return <p>{[...flags, reason, state, source].join(' ')}</p>;
}

function Suspending() {
  return <p>{`suspense is ${onOff(useSuspenseFlag('banner', false))}`}</p>;
}

export const suspending = (
  <Suspense fallback="suspended">
    <Suspending />
  </Suspense>
);

export function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
