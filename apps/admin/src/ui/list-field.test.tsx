import { MantineProvider } from '@mantine/core';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ValuesField } from './condition/values-field.tsx';
import type { ValueKind } from './condition/operators.ts';

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The values of a condition, as they are held after the last change. */
function open(kind: ValueKind, before: readonly string[] = []) {
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
  // As by a person: a change without the focus counts as autofill.
  screen.queryByRole('combobox', { name: 'Values' })?.focus();
  return () => held;
}

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Values' });
const paste = (text: string) => fireEvent.paste(field(), { clipboardData: { getData: () => text } });
function type(text: string): void {
  for (const key of text) {
    const goesOn = fireEvent.keyDown(field(), { key });
    if (goesOn) fireEvent.change(field(), { target: { value: field().value + key } });
  }
}
const enter = () => fireEvent.keyDown(field(), { key: 'Enter' });

describe('the values of a condition', () => {
  it.each(['DE, AT;CH', 'DE\tAT\tCH', 'DE\nAT\r\nCH\n'])('are split where %j is pasted', (text) => {
    const values = open('list');
    paste(text);
    expect(values()).toEqual(['DE', 'AT', 'CH']);
  });

  it('are split while they are typed, and trimmed when the field is left', () => {
    const values = open('list');
    type('DE, AT;CH ');
    act(() => field().blur());
    expect(values()).toEqual(['DE', 'AT', 'CH']);
  });

  it('are split where a keyboard on a screen reports no commas', () => {
    const values = open('list');
    fireEvent.change(field(), { target: { value: 'DE, AT' } });
    enter();
    expect(values()).toEqual(['DE', 'AT']);
  });

  it('report duplicates, and keep the same letters in another case apart', () => {
    const values = open('list', ['DE']);
    paste('DE, de, AT, AT');
    expect(values()).toEqual(['DE', 'de', 'AT']);
    expect(screen.getByRole('status').textContent).toContain('Already in the list, left out: DE, AT.');
    type('AT');
    enter();
    expect(values()).toEqual(['DE', 'de', 'AT']);
    expect(screen.getByRole('status').textContent).toContain('left out: AT.');
  });

  it.each(['pasted', 'typed'])('ask about a line with a comma that is %s: it can become one text', (how) => {
    const values = open('text', ['Acme']);
    if (how === 'pasted') paste('Foo, Inc');
    else type('Foo, Inc');
    if (how === 'typed') enter();
    expect(values()).toEqual(['Acme', 'Foo', 'Inc']);
    fireEvent.click(screen.getByRole('button', { name: 'Use “Foo, Inc” as one value' }));
    expect(values()).toEqual(['Acme', 'Foo, Inc']);
    expect(screen.queryByRole('button', { name: /as one value/ })).toBeNull();
  });

  it('keep a comma in quotes without a question', () => {
    const values = open('text');
    type('"Foo, Inc"');
    enter();
    expect(values()).toEqual(['Foo, Inc']);
    expect(screen.queryByRole('button', { name: /as one value/ })).toBeNull();
  });

  it('leave a value with a comma whole that is there already', () => {
    const values = open('text', ['Foo, Inc']);
    paste('Bar');
    expect(values()).toEqual(['Foo, Inc', 'Bar']);
  });

  it('that are numbers or lines ask nothing', () => {
    const values = open('number');
    paste('1, 2');
    expect(values()).toEqual(['1', '2']);
    expect(screen.queryByRole('button', { name: /as one value/ })).toBeNull();
  });

  it('that are patterns are split on lines alone', () => {
    const values = open('pattern');
    type('^a{1,2}');
    enter();
    paste('b;c\nd');
    expect(values()).toEqual(['^a{1,2}', 'b;c', 'd']);
  });
});

describe('more than a hundred values', () => {
  const many = Array.from({ length: 101 }, (_, index) => `user-${index}`);
  const area = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Values, one a line' });

  it('are lines; what is typed stays as it is, and means the split and trimmed values', () => {
    const values = open('list', many);
    expect(area().value.split('\n')).toEqual(many);
    const text = `${many.join('\n')}\nextra ,one;two\t \n`;
    fireEvent.change(area(), { target: { value: text } });
    expect(values()).toEqual([...many, 'extra', 'one', 'two']);
    expect(area().value).toBe(text);
  });

  it('report duplicates, and quote a value with a comma', () => {
    const values = open('list', [...many, 'Foo, Inc']);
    expect(area().value.split('\n').at(-1)).toBe('"Foo, Inc"');
    fireEvent.change(area(), { target: { value: `${area().value}\nuser-7` } });
    expect(values()).toEqual([...many, 'Foo, Inc']);
    screen.getByText('102 values, one a line. Already in the list, left out: user-7.');
  });
});
