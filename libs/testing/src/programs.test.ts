import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findChromium, findProgram } from './programs.ts';

describe('finding a program', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'burgee-programs-'));
    vi.stubEnv('PATH', ['/nowhere', folder].join(delimiter));
    vi.stubEnv('CHROMIUM_PATH', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('returns its path', () => {
    const path = aProgram('redis-server');
    expect(findProgram('redis-server')).toBe(path);
  });

  it('prefers the first name', () => {
    aProgram('google-chrome');
    const path = aProgram('chromium');
    expect(findProgram('chromium', 'google-chrome')).toBe(path);
  });

  it('skips a file that is not executable', () => {
    chmodSync(aProgram('redis-server'), 0o644);
    expect(findProgram('redis-server')).toBeUndefined();
  });

  it('finds Chromium at CHROMIUM_PATH', () => {
    aProgram('chromium');
    const path = aProgram('my-browser');
    vi.stubEnv('CHROMIUM_PATH', path);
    expect(findChromium()).toBe(path);
  });

  it('finds no Chromium if CHROMIUM_PATH is wrong', () => {
    aProgram('chromium');
    vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium');
    expect(findChromium()).toBeUndefined();
  });

  function aProgram(name: string): string {
    const path = join(folder, name);
    writeFileSync(path, '');
    chmodSync(path, 0o755);
    return path;
  }
});
