import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandAgain } from '../again.ts';
import { httpUrl, LOCAL } from '../options.ts';
import { existingDeclaration } from '../types/default-file.ts';
import { readTextIfPresent, replaceFile } from '../types/files.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { type Application, detectApplication } from './detect.ts';
import type { Framework } from './frameworks.ts';
import { firstDeclaration, packagesOf, settingsOf, withLines } from './plan.ts';

export type InitOptions = {
  readonly declaration?: string | undefined;
  readonly framework?: readonly Framework[] | undefined;
  readonly url?: string | undefined;
  readonly force?: true | undefined;
  readonly dryRun?: true | undefined;
  readonly json?: true | undefined;
};

/** A file of the application, and the text that it gets; `undefined` if it stays as it is. */
type Step = { readonly file: string; readonly before: string | undefined; readonly text: string | undefined };

/** Sets up an application. @throws Complaint if it cannot; then nothing was written. */
export async function runInit(options: InitOptions, run: Run): Promise<void> {
  const application = await detectApplication(run.folder, options.framework);
  const url = httpUrl(options.url ?? LOCAL, '--url').href.replace(/\/$/, '');
  const steps = [
    await declarationStep(application, options, run),
    await linesStep('.env.example', settingsOf(application, url), run),
    ...(existsSync(join(run.folder, '.gitignore')) ? [await linesStep('.gitignore', ['.burgee/'], run)] : []),
  ];
  for (const { file, text } of options.dryRun ? [] : steps) {
    if (text !== undefined) await replaceFile(resolve(run.folder, file), file, text);
  }
  const { install, execute, frameworks, isTypeScript } = application;
  const commands = [
    `${install} ${packagesOf(application).join(' ')}`,
    `${execute} burgee dev`,
    `${execute} burgee login --url ${options.url === undefined ? '<url>' : url}`,
  ];
  const files = steps.map(({ file, before, text }) => ({ file, action: actionOf(before, text) }));
  if (options.json) return run.print(JSON.stringify({ frameworks, isTypeScript, files, commands }));
  for (const { file, action } of files) run.print(`${wordsOf(action, options.dryRun)} ${file}`);
  run.print(['', 'Next:', ...commands.map((command) => `  ${command}`)].join('\n'));
}

/** @throws Complaint if the file exists and declares no flags, and nobody permits to replace it. */
async function declarationStep(
  { isTypeScript }: Application,
  { declaration, force, dryRun }: InitOptions,
  run: Run,
): Promise<Step> {
  const found = declaration ?? existingDeclaration(run.folder);
  const isNew = !existsSync(resolve(run.folder, found));
  const file = isNew && declaration === undefined && !isTypeScript ? found.replace(/\.ts$/, '.js') : found;
  const before = await readTextIfPresent(resolve(run.folder, file), file);
  const text = firstDeclaration({ isTypeScript: /\.m?tsx?$/.test(file) });
  if (before === undefined) return { file, before, text };
  if (/\bdefineFlags\s*\(/.test(before) && !force) return { file, before, text: undefined };
  if (!force && !(run.terminal.isInteractive && !dryRun && (await mayReplace(file, run)))) {
    const problem = `${file} exists and declares no flags. Name another file with --declaration, or replace it.`;
    throw new Complaint(problem, STATUS.usage, commandAgain(run, { add: '--force' }));
  }
  return { file, before, text: text === before ? undefined : text };
}

async function mayReplace(file: string, run: Run): Promise<boolean> {
  return (await run.ask(`${file} exists and declares no flags. Replace it? (yes or no) `)).trim() === 'yes';
}

async function linesStep(file: string, lines: readonly string[], { folder }: Run): Promise<Step> {
  const before = await readTextIfPresent(join(folder, file), file);
  return { file, before, text: withLines(before, lines) };
}

type Action = 'create' | 'change' | 'keep';

function actionOf(before: string | undefined, text: string | undefined): Action {
  if (text === undefined) return 'keep';
  return before === undefined ? 'create' : 'change';
}

function wordsOf(action: Action, isDryRun: boolean | undefined): string {
  const words = {
    create: ['created', 'would create'],
    change: ['changed', 'would change'],
    keep: ['kept', 'would keep'],
  };
  return words[action][isDryRun ? 1 : 0] ?? action;
}
