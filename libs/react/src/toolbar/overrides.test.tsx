import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aServer } from '../test-server.ts';
import {
  bar,
  field,
  flagSwitch,
  launcher,
  openToolbar,
  rowTexts,
  setFieldValue,
  setUpPage,
  shadowRoot,
} from './test-toolbar.tsx';

setUpPage();

const REFUSAL = 'The environment "production" does not permit session overrides.';

describe('an override', () => {
  it('of a boolean is a switch, changes the page immediately and is counted on the button', async () => {
    await openToolbar(aServer({ banner: false }));
    fireEvent.click(flagSwitch('banner'));
    expect(flagSwitch('banner').checked).toBe(true);
    await screen.findByText('banner is on');

    expect(await bar().findByText('1 flag overridden')).toBeDefined();
    expect(bar().getByText('Overridden by you in this session.')).toBeDefined();
    fireEvent.click(bar().getByRole('button', { name: 'Close' }));
    expect(launcher().textContent).toBe('Flags1 overridden');
  });

  it('can be cleared alone or with all others, and the focus stays nearby', async () => {
    await openToolbar(aServer({ banner: false, color: 'red' }));
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText('1 flag overridden');
    setFieldValue('color', 'blue');
    await bar().findByText('2 flags overridden');
    bar().getByRole('button', { name: 'Clear banner' }).focus();
    fireEvent.click(bar().getByRole('button', { name: 'Clear banner' }));
    await screen.findByText('banner is off');
    await bar().findByText('1 flag overridden');
    expect(shadowRoot().activeElement).toBe(flagSwitch('banner'));

    bar().getByRole('button', { name: 'Clear all' }).focus();
    fireEvent.click(bar().getByRole('button', { name: 'Clear all' }));
    await waitFor(() => expect(launcher().textContent).toBe('Flags'));
    await waitFor(() => expect(field('color').value).toBe('red'));
    expect(shadowRoot().activeElement).toBe(bar().getByRole('dialog'));
  });

  it.each([
    ['a text', 'red', 'blue'],
    ['a number', 12, '48'],
    ['JSON', { max: 3 }, '{"max":4}'],
  ])('of %s is a field whose text the server parses', async (_, value, text) => {
    const sent = vi.fn();
    const server = aServer({ color: value });
    await openToolbar(server, { onRequest: sent });
    expect(field('color').value).toBe(typeof value === 'object' ? '{\n  "max": 3\n}' : String(value));
    fireEvent.submit(field('color'));
    expect(server.overridden()).toBe(0);
    setFieldValue('color', text);
    await bar().findByText('1 flag overridden');

    expect(sent).toHaveBeenCalledWith({ overrides: [{ flagKey: 'color', value: text }] });
  });

  it('below an emergency override shows that it has no effect', async () => {
    const server = aServer({ banner: false });
    server.state.emergency = { banner: false };
    await openToolbar(server);
    fireEvent.click(flagSwitch('banner'));

    await bar().findByText('Your override is set, but an emergency override takes precedence.');
  });

  it('that is refused is reset, shows why and keeps the typed text', async () => {
    const server = aServer({ banner: false, color: 'red' });
    await openToolbar(server);
    server.state.failure = '"x" is not allowed';
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText(/Nothing was overridden\. .*"x" is not allowed/);
    await waitFor(() => expect(flagSwitch('banner').checked).toBe(false));
    setFieldValue('color', 'x');
    await waitFor(() => expect(server.overridden()).toBe(2));
    await act(async () => await Promise.resolve());

    expect(field('color').value).toBe('x');
    expect(bar().getByRole('alert').textContent).toContain('"x" is not allowed');
  });
});

describe('A16 in an environment that does not permit overrides', () => {
  it('the toolbar is read-only, explains it once and keeps the focus', async () => {
    const server = aServer({ banner: false, color: 'red', limits: { max: 3 } });
    server.state.refusal = REFUSAL;
    await openToolbar(server);
    fireEvent.click(bar().getByRole('button', { name: /^All/ }));
    flagSwitch('banner').focus();
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText(/The environment production does not permit overrides/);

    expect(bar().queryByRole('switch')).toBeNull();
    expect(bar().queryByRole('button', { name: /^(Set|Clear)/ })).toBeNull();
    expect(bar().getByRole('alert').textContent).toBe('');
    expect(rowTexts()).toContain('bannerOffVariant off. The same for everyone.');
    expect(rowTexts()).toContain('limits{\n  "max": 3\n}Variant some. The same for everyone.');
    expect(shadowRoot().activeElement).toBe(bar().getByRole('dialog'));
  });
});

describe('A16 without the option overrides', () => {
  it('the toolbar is read-only and explains how to enable overrides', async () => {
    await openToolbar(aServer({ banner: false, color: 'red' }), { urlOverrides: false });

    expect(bar().getByText(/The flags are read-only here/).textContent).toContain('sessionOverrides()');
    expect(bar().queryByRole('switch')).toBeNull();
    expect(bar().queryByRole('button', { name: /^(Set|Clear)/ })).toBeNull();
    expect(rowTexts()).toContain('bannerOffVariant off. The same for everyone.');
    expect(rowTexts()).toContain('colorredVariant some. The same for everyone.');
  });
});
