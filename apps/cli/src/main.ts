#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { askPerson } from './ask-person.ts';
import { readLines } from './mcp/lines.ts';
import { runBurgee } from './run.ts';

const { env, stdin, stdout, stderr } = process;
const interrupted = new AbortController();

process.exitCode = await runBurgee(process.argv.slice(2), {
  now: () => Date.now(),
  fetch,
  folder: process.cwd(),
  // A variable that is set to nothing, such as a missing secret of a CI job, counts as absent.
  settings: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  terminal: {
    columns: stdout.columns || 100,
    // https://no-color.org: set and not empty.
    hasColors: stdout.isTTY && !env.NO_COLOR && env.TERM !== 'dumb',
    isInteractive: stdin.isTTY && stderr.isTTY && !env.CI,
  },
  ask: (question, options) => askPerson(question, options, { stdin, stderr }),
  input: () => text(stdin),
  interruption: () => {
    process.once('SIGINT', () => interrupted.abort());
    return interrupted.signal;
  },
  wait: (ms) => setTimeout(ms, undefined, { signal: interrupted.signal }).catch(() => undefined),
  readTls: async (url) => (await import('./doctor/read-tls.ts')).readTls(url),
  host: hostname,
  newId: randomUUID,
  lines: () => readLines(stdin),
  version: () => {
    const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  },
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
});
