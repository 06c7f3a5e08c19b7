import { cleanup, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useUrlOverrides } from './use-url-overrides.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('S400.8 the overrides in the URL', () => {
  it('are read once and removed without a new history entry', () => {
    history.replaceState({ kept: true }, '', '/wishlist/?userId=ann&ff_wishlist-gallery=on&burgee_link=x#top');
    const entries = history.length;
    const { result, rerender } = renderHook(() => useUrlOverrides(), { wrapper: StrictMode });
    expect(`${location.pathname}${location.search}${location.hash}`).toBe('/wishlist/?userId=ann#top');
    expect(history.length).toBe(entries);
    expect(history.state).toEqual({ kept: true });

    const first = result.current;
    rerender();
    expect(result.current).toBe(first);
    expect(first).toEqual({ search: '?userId=ann&ff_wishlist-gallery=on&burgee_link=x', storage: sessionStorage });
  });

  it('leave a URL without overrides unchanged', () => {
    history.replaceState(null, '', '/wishlist/?userId=a%20b');
    const replace = vi.spyOn(history, 'replaceState');
    renderHook(() => useUrlOverrides());

    expect(replace).not.toHaveBeenCalled();
    replace.mockRestore();
  });

  it('are read even if the browser blocks storage', () => {
    history.replaceState(null, '', '/wishlist/?ff_a=on');
    const blocked = vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('blocked', 'SecurityError');
    });
    const { result } = renderHook(() => useUrlOverrides());
    blocked.mockRestore();

    expect(result.current).toEqual({ search: '?ff_a=on', storage: undefined });
  });
});
