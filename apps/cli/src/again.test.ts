import { describe, expect, it } from 'vitest';
import { commandAgain } from './again.ts';

describe('14.3 the command that fixes an error', () => {
  it.each([
    [['flags', 'ls'], {}, 'burgee flags ls'],
    [['flags', 'on', 'a'], { add: '--yes' }, 'burgee flags on a --yes'],
    [['flags', 'on', 'a', '--reason', "it's ok"], {}, String.raw`burgee flags on a --reason 'it'\''s ok'`],
    [
      ['flags', 'get', 'a b', '-e', 'prod'],
      { replace: ['prod', 'production'] },
      "burgee flags get 'a b' -e production",
    ],
    [['flags', 'ls', '--environment=prod'], { replace: ['prod', 'x'] }, 'burgee flags ls --environment=x'],
    [['flags', 'ls', '--serach=a'], { replace: ['--serach', '--search'] }, 'burgee flags ls --search=a'],
    [['whoami', '--key', 'adm_secret'], {}, 'burgee whoami --key ...'],
    [['whoami', '--token=secret'], {}, 'burgee whoami --token=...'],
    [['overrides', 'clear-session', '--with-token', 'secret'], {}, 'burgee overrides clear-session --with-token ...'],
  ] as const)('of %j with %j is one line for a shell, without secrets', (args, change, line) => {
    expect(commandAgain({ args }, change)).toBe(line);
  });
});
