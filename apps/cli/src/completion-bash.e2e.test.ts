import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Bash, with the one function of the package bash-completion that the script calls, and with `burgee` on its path. */
const SETUP = `
_get_comp_words_by_ref() { cur="\${COMP_WORDS[COMP_CWORD]}"; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
source <(burgee completion bash)
read -r _ _ function _ <<< "$(complete -p burgee)"
`;

/** The words before Tab, the last of which is unfinished, and those that are offered. */
const CASES: readonly (readonly [typed: readonly string[], offered: readonly string[]])[] = [
  [['ty'], ['types']],
  [['flags', 'ro'], ['rollout']],
  [['flags', 'on', '--per'], ['--percentage']],
  [
    ['flags', 'create', '--type', ''],
    ['boolean', 'string', 'number', 'json'],
  ],
  [['flags', 'zzz'], ['']],
];

let folder: string;
/** The offers of Bash in each case. */
let offers: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-bash-'));
  const main = join(import.meta.dirname, 'main.ts');
  const program = `#!/bin/sh\nexec '${process.execPath}' --conditions=@burgee/source '${main}' "$@"\n`;
  await writeFile(join(folder, 'burgee'), program, { mode: 0o755 });
  const script = [SETUP, ...CASES.map(([typed]) => pressTab(typed))].join('\n');
  const output = execFileSync('bash', ['--norc', '--noprofile', '-c', script], {
    ...{ encoding: 'utf8', cwd: folder },
    env: { PATH: `${folder}:${process.env.PATH}` },
  });
  offers = output.split('\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** Prints the offered words in one line. */
function pressTab(typed: readonly string[]): string {
  const words = ['burgee', ...typed].map((word) => `'${word}'`).join(' ');
  const place = `COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; COMPREPLY=()`;
  return `${place}; "$function" 2>/dev/null; echo "\${COMPREPLY[@]}"`;
}

it.each(CASES.map(([typed, offered], at) => ({ typed, offered, at })))(
  '14.3 in a real Bash, Tab completes $typed with $offered',
  ({ offered, at }) => {
    expect(offers[at]?.split(' ')).toEqual(offered);
  },
);
