import * as client from '@burgee/client';
import { EnvironmentKey } from '@burgee/contracts';
import * as evaluator from '@burgee/evaluator';
import * as react from '@burgee/react';
import { aFlag, aTextFlag } from '@burgee/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fallbackOf, LANGUAGES, snippetsOf } from './snippets.ts';

const environment = EnvironmentKey.parse('staging');
const url = 'https://flags.example.com';
const onOff = aFlag({ key: 'new-checkout' });
const text = aTextFlag({ key: 'button-colour' });
const json = { ...text, type: 'json' as const, variants: [{ key: text.variants[0]?.key, value: { a: ["it's"] } }] };
const flags = [onOff, text, { ...text, type: 'number', variants: [{ key: 'a', value: 5 }] }, json] as (typeof onOff)[];
const exportsOf: Readonly<Record<string, object>> = {
  '@burgee/client': client,
  '@burgee/react': react,
  '@burgee/evaluator': evaluator,
  // Not one of this app's dependencies: its index is read.
  '@burgee/express': exportedNames('libs/express/src/index.ts'),
};

function exportedNames(path: string): object {
  const source = readFileSync(join(import.meta.dirname, '../../../../..', path), 'utf8');
  return Object.fromEntries([...source.matchAll(/\w+/g)].map(([name]) => [name, true]));
}

describe.each(flags)('the snippets for $key, $type', (flag) => {
  const snippets = snippetsOf({ flag, environment, url });

  it.each(LANGUAGES)('%s names the flag', (language) => {
    expect(snippets[language].code).toContain(flag.key);
  });

  it.each(LANGUAGES)('%s imports only what the libraries export', (language) => {
    for (const [, names = '', from = ''] of snippets[language].code.matchAll(
      /import \{ (.+) \} from '(@burgee\/.+)'/g,
    )) {
      for (const name of names.split(', ')) expect(Object.keys(exportsOf[from] ?? {})).toContain(name);
    }
  });

  it('Node runs as it stands, against a server that answers', async () => {
    const body = snippets.node.code.replace(/^import .*$/m, '');
    const asked: unknown[] = [];
    const value = OTHER[flag.type];
    const create = (options: client.FlagClientOptions) => {
      asked.push(options);
      return client.createFlagClient({ ...options, connect: false, bootstrap: bootstrapOf(flag.key, value) });
    };
    const ran = body.replace(/await flags.ready\(\);/, '').replace(/const (isOn|value) =/, 'return');
    // What stands in the snippet is the very thing to be tried.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    expect(new Function('createFlagClient', ran)(create)).toEqual(value);
    expect(asked).toMatchObject([{ url, environment: 'staging' }]);
  });
});

/** Not what the fallbacks are. */
const OTHER = { boolean: true, string: 'another', number: 77, json: { another: 1 } };

function bootstrapOf(key: string, value: unknown) {
  const answer = { value, enabled: value !== false, reason: 'STATIC' };
  return { environment, version: 1, flags: { [key]: answer } } as never;
}

describe('fallbackOf', () => {
  it('is the off value, or where there is none the emptiest of the type', () => {
    expect(fallbackOf(onOff)).toBe(false);
    const without = { offVariant: null, variants: [] };
    expect(fallbackOf({ ...without, type: 'number' })).toBe(0);
    expect(fallbackOf({ ...without, type: 'string' })).toBe('');
    expect(fallbackOf({ ...without, type: 'json' })).toEqual({});
  });
});
