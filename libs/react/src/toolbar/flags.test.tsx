import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { Profiler, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { useFeatureFlag } from '../index.ts';
import { aServer } from '../test-server.ts';
import { bar, field, flagSwitch, openToolbar, rowTexts, setUpPage } from './test-toolbar.tsx';

setUpPage();

describe('the flags', () => {
  it('are listed with value and reason if the page has read them, and all of them on demand', async () => {
    await openToolbar(aServer({ banner: true, color: 'red', unused: false }));

    expect(rowTexts()).toEqual([
      'bannerOnVariant on. The same for everyone.',
      'colorSetVariant some. The same for everyone.',
      'missingNot a flag of this environment. The fallback is used.',
    ]);
    expect(field('color').value).toBe('red');
    fireEvent.click(bar().getByRole('button', { name: 'All 4' }));
    expect(rowTexts()).toHaveLength(4);
    fireEvent.click(bar().getByRole('button', { name: 'This page 3' }));
    expect(rowTexts()).toHaveLength(3);
  });

  it('are listed as soon as the page reads them', async () => {
    await openToolbar(aServer({ banner: true, late: false }), { page: <Later /> });
    expect(rowTexts()).toHaveLength(0);
    expect(bar().getByText('No component of this page has read a flag yet.')).toBeDefined();

    fireEvent.click(screen.getByRole('button', { name: 'read' }));
    await waitFor(() => expect(rowTexts()).toEqual(['lateOffVariant off. The same for everyone.']));
  });

  it('follow changes on the server', async () => {
    const server = aServer({ banner: false, color: 'red' });
    await openToolbar(server);
    await waitFor(() => expect(server.streams.size).toBe(1));
    act(() => server.publish({ banner: true, color: 'blue' }));

    await waitFor(() => expect(flagSwitch('banner').checked).toBe(true));
    expect(field('color').value).toBe('blue');
  });

  it('can be filtered if there are more than 8', async () => {
    const values = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`flag-${at}`, true]));
    await openToolbar(aServer(values));
    expect(bar().queryByRole('searchbox')).toBeNull();
    fireEvent.click(bar().getByRole('button', { name: /^All/ }));
    expect(rowTexts()).toHaveLength(100);
    expect(bar().getByText('And 23 more. Filter to find them.')).toBeDefined();

    fireEvent.change(bar().getByRole('searchbox'), { target: { value: ' FLAG-11' } });
    expect(rowTexts()).toHaveLength(11);
    fireEvent.change(bar().getByRole('searchbox'), { target: { value: 'x' } });
    expect(bar().getByText('No matching flags.')).toBeDefined();
  });

  it('are not re-rendered while nothing changes', async () => {
    const commits = vi.fn();
    const server = aServer({ banner: true });
    let now = 0;
    await openToolbar(server, {
      now: () => now,
      wrap: (toolbar) => (
        <Profiler id="toolbar" onRender={commits}>
          {toolbar}
        </Profiler>
      ),
    });
    await waitFor(() => expect(server.streams.size).toBe(1));
    await act(async () => await Promise.resolve());
    commits.mockClear();
    now = 5_000;
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(server.asked()).toBe(2));
    await act(async () => await Promise.resolve());

    expect(commits).not.toHaveBeenCalled();
  });
});

function Later() {
  const [reads, setReads] = useState(false);
  return reads ? <Reader /> : <button onClick={() => setReads(true)}>read</button>;
}

function Reader() {
  return String(useFeatureFlag('late'));
}
