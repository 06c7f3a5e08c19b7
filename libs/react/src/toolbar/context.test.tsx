import { fireEvent, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aServer } from '../test-server.ts';
import { bar, openToolbar, setUpPage, shadowRoot } from './test-toolbar.tsx';

setUpPage();

describe('the context', () => {
  const applyContext = (userId: string, attributes: string) => {
    bar().getByLabelText('User ID').focus();
    fireEvent.change(bar().getByLabelText('User ID'), { target: { value: userId } });
    fireEvent.change(bar().getByLabelText('Attributes (JSON)'), { target: { value: attributes } });
    fireEvent.submit(bar().getByLabelText('User ID'));
  };

  it('changes in the client and stays when the application re-renders with its own', async () => {
    const server = aServer({ banner: true });
    const { rerender } = await openToolbar(server);
    expect(bar().getByText('Context: ann, 1 attribute')).toBeDefined();
    applyContext('bob', '{"plan":"free","groups":["a"]}');
    await waitFor(() => expect(server.contexts().at(-1)).toEqual({ userId: 'bob', plan: 'free', groups: ['a'] }));
    expect(shadowRoot().activeElement).toBe(bar().getByLabelText('User ID'));
    rerender();

    expect(await bar().findByText('Context: bob, 2 attributes')).toBeDefined();
    expect(server.asked()).toBe(2);
  });

  it('is passed to the application if it has onContextChange', async () => {
    const onContextChange = vi.fn();
    const server = aServer({ banner: true });
    await openToolbar(server, { onContextChange });
    applyContext(' ', '');

    expect(onContextChange).toHaveBeenCalledWith({});
    expect(server.asked()).toBe(1);
  });

  it.each([
    ['{', 'This is not a JSON object'],
    ['[1]', 'This is not a JSON object'],
    ['{"plan": {"a": 1}}', '"plan" must be text, a number'],
  ])('is not applied and shows a problem if it is %s', async (attributes, problem) => {
    const server = aServer({ banner: true });
    await openToolbar(server);
    applyContext('bob', attributes);

    expect(bar().getByText(problem, { exact: false }).getAttribute('role')).toBe('alert');
    expect(bar().getByLabelText('Attributes (JSON)').getAttribute('aria-invalid')).toBe('true');
    expect(server.asked()).toBe(1);
  });
});
