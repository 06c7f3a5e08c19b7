// Measures hooks in a page with production React. `hooks.ts` bundles and runs it.
import { createFlagClient, type FlagClient } from '@burgee/client';
import { FlagProvider, useFlag } from '@burgee/react';
import { createElement, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { Measurement } from './bench.ts';
import { answerText, flagKeys, FLAGS } from './client-answers.ts';
import { interleave, type Loop } from './interleave.ts';

const NEVER = new Promise<Response>(() => {});

/** Mounts a component for each flag. */
function mount(Component: (props: { readonly flag: string }) => string, client?: FlagClient): void {
  const components = flagKeys.map((flag) => createElement(Component, { key: flag, flag }));
  const tree = client ? createElement(FlagProvider, { client }, components) : components;
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  flushSync(() => root.render(tree));
  if (document.body.lastElementChild?.childNodes.length !== FLAGS) throw new Error('The components were not rendered.');
}

/** Each other context notifies all hooks of a client, and changes no flag. */
function hooksLoop(): Loop {
  const bootstrap = JSON.parse(answerText(1)) as NonNullable<ReturnType<FlagClient['snapshot']>>;
  const runtime = { fetch: () => NEVER };
  const client = createFlagClient({ url: 'http://flags.test', bootstrap, runtime, connect: false, storage: false });
  mount(({ flag }) => String(useFlag(flag, false)), client);
  return (times) => {
    for (let turn = 0; turn < times; turn++) client.setContext({ turn });
    return times;
  };
}

/** The least that React requires of a store. */
function storeLoop(): Loop {
  const values = new Map(flagKeys.map((key, index) => [key, index % 2 === 0]));
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  mount(({ flag }) => String(useSyncExternalStore(subscribe, () => values.get(flag))));
  return (times) => {
    for (let turn = 0; turn < times; turn++) for (const listener of listeners) listener();
    return listeners.size;
  };
}

export function measureHooks(): Measurement {
  const { value, floor } = interleave(hooksLoop(), storeLoop(), { rounds: 1_000, times: 5 });
  return { value: value / 1e6, floor: floor / 1e6 };
}
