import { defineFlags, flag, type GetFlag } from '@burgee/flags';
import { act, cleanup, render, screen } from '@testing-library/react';
import { StrictMode, Suspense } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it } from 'vitest';
import {
  Feature,
  useFeatureFlag,
  useFeatureFlags,
  useFlag,
  useFlagDetails,
  useFlagOverrides,
  useFlagStatus,
  useFlagValue,
  useSuspenseFlag,
} from '../index.ts';
import { createTestFlags } from './index.ts';

afterEach(cleanup);

const flags = defineFlags({
  'new-checkout': flag.boolean(false),
  color: flag.oneOf(['red', 'blue'], 'red'),
  limits: flag.json({ perDay: 5 }),
});
// As in an application that has registered its flags.
const useDeclared = useFlag as GetFlag<typeof flags>;

describe('B.6 createTestFlags', () => {
  it('renders components with given values, and the declared fallbacks of the other flags', () => {
    const test = createTestFlags(flags, { 'new-checkout': true });
    render(<Checkout />, { wrapper: test.Provider });
    expect(screen.getByText('new red')).toBeDefined();
    act(() => test.set({ color: 'blue' }));
    expect(screen.getByText('new blue')).toBeDefined();
    expect(test.reads()).toEqual(['new-checkout', 'color']);

    act(() => test.reset());
    expect(screen.getByText('new red')).toBeDefined();
  });

  it('needs no declaration, and works in StrictMode', () => {
    const test = createTestFlags({ 'new-checkout': false, color: 'green' });
    render(
      <StrictMode>
        <test.Provider>
          <Undeclared />
        </test.Provider>
      </StrictMode>,
    );
    expect(screen.getByText('old green')).toBeDefined();
    act(() => test.set({ 'new-checkout': true }));

    expect(screen.getByText('new green')).toBeDefined();
  });

  it('serves every hook, and a server', () => {
    const test = createTestFlags({ banner: true });
    function All() {
      const { isFeatureEnabled } = useFeatureFlags();
      const { value, reason } = useFlagDetails('banner', false);
      const { status, overrides } = useFlagOverrides();
      const all = [isFeatureEnabled('banner'), value, reason, status, overrides.length, useFlagStatus().state];
      return <p>{[...all, useSuspenseFlag('banner', false)].join(' ')}</p>;
    }
    const page = (
      <test.Provider>
        <Suspense fallback="suspended">
          <All />
        </Suspense>
        <Feature flag="banner">hello</Feature>
      </test.Provider>
    );
    render(page);
    expect(screen.getByText('true true STATIC none 0 ready true')).toBeDefined();
    expect(screen.getByText('hello')).toBeDefined();

    expect(renderToString(page)).toContain('true true STATIC none 0 ready true');
  });

  it('does not accept unknown keys and values of another type', () => {
    // @ts-expect-error an unknown key
    expect(() => createTestFlags(flags, { colour: 'blue' })).toThrow(TypeError);
    // @ts-expect-error not one of the values
    expect(() => createTestFlags(flags, { color: 'green' })).toThrow(TypeError);
  });
});

function Checkout() {
  return <p>{`${useFeatureFlag('new-checkout') ? 'new' : 'old'} ${useDeclared('color')}`}</p>;
}

function Undeclared() {
  return <p>{`${useFeatureFlag('new-checkout') ? 'new' : 'old'} ${useFlagValue('color', 'red')}`}</p>;
}
