import { MantineProvider } from '@mantine/core';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ValueKind } from './condition/operators.ts';
import { ValuesField } from './condition/values-field.tsx';

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Renders the field and returns a function that returns its current values. */
function renderValuesField(kind: ValueKind, before: readonly string[] = []) {
  let held = before;
  function Held() {
    const [values, setValues] = useState(before);
    held = values;
    return <ValuesField kind={kind} values={values} error={undefined} onChange={setValues} />;
  }
  render(
    <MantineProvider env="test">
      <Held />
    </MantineProvider>,
  );
  // A change without focus would count as autofill.
  screen.queryByRole('combobox', { name: 'Values' })?.focus();
  return () => held;
}

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Values' });
const paste = (text: string) => fireEvent.paste(field(), { clipboardData: { getData: () => text } });
function type(text: string): void {
  for (const key of text) {
    const isTyped = fireEvent.keyDown(field(), { key });
    if (isTyped) fireEvent.change(field(), { target: { value: field().value + key } });
  }
}
const pressEnter = () => fireEvent.keyDown(field(), { key: 'Enter' });

describe('the values of a condition', () => {
  it.each(['DE, AT;CH', 'DE\tAT\tCH', 'DE\nAT\r\nCH\n'])('are split when %j is pasted', (text) => {
    const values = renderValuesField('list');
    paste(text);
    expect(values()).toEqual(['DE', 'AT', 'CH']);
  });

  it('are split while typing and trimmed on blur', () => {
    const values = renderValuesField('list');
    type('DE, AT;CH ');
    act(() => field().blur());
    expect(values()).toEqual(['DE', 'AT', 'CH']);
  });

  it('are split on Enter if an on-screen keyboard reports no comma keys', () => {
    const values = renderValuesField('list');
    fireEvent.change(field(), { target: { value: 'DE, AT' } });
    pressEnter();
    expect(values()).toEqual(['DE', 'AT']);
  });

  it('report duplicates and treat another case as another value', () => {
    const values = renderValuesField('list', ['DE']);
    paste('DE, de, AT, AT');
    expect(values()).toEqual(['DE', 'de', 'AT']);
    expect(screen.getByRole('status').textContent).toContain('Already in the list, left out: DE, AT.');
    type('AT');
    pressEnter();
    expect(values()).toEqual(['DE', 'de', 'AT']);
    expect(screen.getByRole('status').textContent).toContain('left out: AT.');
  });

  it.each(['pasted', 'typed'])('offer to join a %s line with a comma into one value', (how) => {
    const values = renderValuesField('text', ['Acme']);
    if (how === 'pasted') paste('Foo, Inc');
    else type('Foo, Inc');
    if (how === 'typed') pressEnter();
    expect(values()).toEqual(['Acme', 'Foo', 'Inc']);
    fireEvent.click(screen.getByRole('button', { name: 'Use “Foo, Inc” as one value' }));
    expect(values()).toEqual(['Acme', 'Foo, Inc']);
    expect(screen.queryByRole('button', { name: /as one value/ })).toBeNull();
  });

  it('keep a comma in quotes without offering to join', () => {
    const values = renderValuesField('text');
    type('"Foo, Inc"');
    pressEnter();
    expect(values()).toEqual(['Foo, Inc']);
    expect(screen.queryByRole('button', { name: /as one value/ })).toBeNull();
  });

  it('do not split an existing value with a comma', () => {
    const values = renderValuesField('text', ['Foo, Inc']);
    paste('Bar');
    expect(values()).toEqual(['Foo, Inc', 'Bar']);
  });

  it('that are numbers are never offered as one value', () => {
    const values = renderValuesField('number');
    paste('1, 2');
    expect(values()).toEqual(['1', '2']);
    expect(screen.queryByRole('button', { name: /as one value/ })).toBeNull();
  });

  it('that are patterns are split only on newlines', () => {
    const values = renderValuesField('pattern');
    type('^a{1,2}');
    pressEnter();
    paste('b;c\nd');
    expect(values()).toEqual(['^a{1,2}', 'b;c', 'd']);
  });
});

describe('more than a hundred values', () => {
  const many = Array.from({ length: 101 }, (_, index) => `user-${index}`);
  const area = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Values, one per line' });

  it('are edited as lines: the typed text stays as it is and is split and trimmed', () => {
    const values = renderValuesField('list', many);
    expect(area().value.split('\n')).toEqual(many);
    const text = `${many.join('\n')}\nextra ,one;two\t \n`;
    fireEvent.change(area(), { target: { value: text } });
    expect(values()).toEqual([...many, 'extra', 'one', 'two']);
    expect(area().value).toBe(text);
  });

  it('report duplicates and quote a value with a comma', () => {
    const values = renderValuesField('list', [...many, 'Foo, Inc']);
    expect(area().value.split('\n').at(-1)).toBe('"Foo, Inc"');
    fireEvent.change(area(), { target: { value: `${area().value}\nuser-7` } });
    expect(values()).toEqual([...many, 'Foo, Inc']);
    screen.getByText('102 values, one per line. Already in the list, left out: user-7.');
  });
});
