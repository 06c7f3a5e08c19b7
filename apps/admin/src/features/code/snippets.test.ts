import * as client from '@burgee/client';
import { EnvironmentKey } from '@burgee/contracts';
import * as evaluator from '@burgee/evaluator';
import * as declarations from '@burgee/flags';
import { fallbackOf } from '@burgee/flags/declaration';
import * as react from '@burgee/react';
import { aFlag, aTextFlag } from '@burgee/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, snippetsOf } from './snippets.ts';

const environment = EnvironmentKey.parse('staging');
const url = 'https://flags.example.com';
const onOff = aFlag({ key: 'new-checkout' });
const textFlag = aTextFlag({ key: 'button-color' });
const json = {
  ...textFlag,
  type: 'json' as const,
  variants: [{ key: textFlag.variants[0]?.key, value: { a: ["it's"] } }],
};
const flags = [
  onOff,
  textFlag,
  { ...textFlag, type: 'number', variants: [{ key: 'a', value: 5 }] },
  json,
] as (typeof onOff)[];
const exportsOf: Readonly<Record<string, object>> = {
  '@burgee/client': client,
  '@burgee/flags': declarations,
  '@burgee/react': react,
  '@burgee/evaluator': evaluator,
  // Not a dependency of this app, so its entries are read as text.
  '@burgee/node': exportedNames('libs/node/src/index.ts'),
  '@burgee/node/express': exportedNames('libs/node/src/express/index.ts'),
};

function exportedNames(path: string): object {
  const source = readFileSync(join(import.meta.dirname, '../../../../..', path), 'utf8');
  return Object.fromEntries([...source.matchAll(/\w+/g)].map(([name]) => [name, true]));
}

describe.each(flags)('the snippets for $key, $type', (flag) => {
  const snippets = snippetsOf({ flag: { ...flag, description: "It's new" }, environment, url });

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

  it('the declaration runs unchanged, with the fallback of the flag', () => {
    const declared = declare(snippets.declaration.code).flags[flag.key];
    expect(declared).toMatchObject({ type: flag.type, fallback: fallbackOf(flag) });
    expect(snippets.declaration.code).toContain("/** It's new */");
  });

  it('13.6 Node runs unchanged', async () => {
    const body = snippets.node.code.replace(/^import .*$/gm, '').replace(/const (isOn|value) =/, 'return');
    const createdWith: unknown[] = [];
    const read = (key: string) => `the value of ${key}`;
    const create = (options: object) => {
      createdWith.push(options);
      return { ready: async () => {}, for: async () => ({ isEnabled: read, get: read }) };
    };
    // Evaluates the snippet's text, because that text is under test.
    const run = compileFunction(`return (async () => {${body}})()`, ['createFlagServer', 'flags', 'process']);
    expect(await run(create, 'flags', { env: { BURGEE_KEY: 'srv_1' } })).toBe(`the value of ${flag.key}`);
    expect(createdWith).toEqual([{ url, key: 'srv_1', flags: 'flags', snapshot: '.burgee/flags.json' }]);
  });

  it('JavaScript runs unchanged against a server', async () => {
    const body = snippets.client.code.replace(/^import .*$/gm, '');
    const createdWith: unknown[] = [];
    const value = SERVED_VALUES[flag.type];
    const create = (options: client.FlagClientOptions) => {
      createdWith.push(options);
      return client.createFlagClient({ ...options, connect: false, bootstrap: bootstrapWith(flag.key, value) });
    };
    const statements = body.replace(/await client.ready\(\);/, '').replace(/const (isOn|value) =/, 'return');
    // Evaluates the snippet's text, because that text is under test.
    const flags = declare(snippets.declaration.code);
    expect(compileFunction(statements, ['createFlagClient', 'flags'])(create, flags)).toEqual(value);
    expect(createdWith).toMatchObject([{ url, environment: 'staging' }]);
  });
});

/** Evaluates the text of a declaration. */
function declare(code: string): declarations.FlagSet {
  const [statement = ''] = code.replace(/^import .*$/m, '').split('declare module');
  const { defineFlags, flag } = declarations;
  const body = statement.replace('export const flags =', 'return').replace(/<.*>/, '');
  return compileFunction(body, ['defineFlags', 'flag'])(defineFlags, flag) as declarations.FlagSet;
}

/** Values that differ from all fallbacks, and fit the declared types. */
const SERVED_VALUES = { boolean: true, string: 'blue', number: 77, json: { another: 1 } };

function bootstrapWith(key: string, value: unknown) {
  const answer = { value, enabled: value !== false, reason: 'STATIC' };
  return { environment, version: 1, flags: { [key]: answer } } as never;
}
