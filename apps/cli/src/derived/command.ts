import { ownValue } from '@burgee/contracts/wire';
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { addConnectionOptions, connectionOf, type ConnectionOptions, jsonOption } from '../options.ts';
import { printAnswer, printChanged } from '../output/answer.ts';
import { STATUS_HELP } from '../status-help.ts';
import type { Run } from '../world.ts';
import { confirmChange } from './confirm.ts';
import { formatPreview, previewChange } from './dry-run.ts';
import { exampleOf } from './example.ts';
import { argumentOf, optionsOf } from './field-option.ts';
import { type Given, parseField } from './field-text.ts';
import { requestOf } from './request.ts';
import { send } from './send.ts';
import type { Field, Fields } from './use-case.ts';
import { type Entry, wordOf } from './words.ts';

type Options = ConnectionOptions & { readonly json?: true; readonly yes?: true; readonly dryRun?: true };

/** The command of an entry. */
export function derivedCommand(entry: Entry, run: Run): CommandUnknownOpts {
  const { name, alias, summary, args, options, useCase } = entry;
  const command: CommandUnknownOpts = new Command(name).description(`${summary}.`).summary(summary);
  if (alias !== undefined) command.alias(alias);
  for (const field of args) command.addArgument(argumentOf(field));
  for (const field of options) for (const option of optionsOf(field, entry)) command.addOption(option);
  if (useCase.kind === 'mutation') {
    command.addOption(new Option('--dry-run', 'print the request and what would differ; change nothing'));
    command.addOption(new Option('--yes', 'change an environment with real users without a question'));
  }
  addConnectionOptions(command);
  command.addOption(jsonOption());
  command.addHelpText('before', `Examples:\n  ${exampleOf(entry)}\n`);
  command.addHelpText('after', STATUS_HELP);
  return command.action(() => runEntry(entry, command, run));
}

async function runEntry(entry: Entry, command: CommandUnknownOpts, run: Run): Promise<void> {
  const { useCase, group, name } = entry;
  const options = command.opts() as Options;
  const values = valuesOf(entry, command, run);
  const request = requestOf(useCase, values);
  const connection = connectionOf(options, run);
  const environment = useCase.environment === undefined ? undefined : (ownValue(values, useCase.environment) as string);
  const failing = { run, path: `burgee ${group} ${name}`, environment };
  const isChange = useCase.kind === 'mutation';
  if (isChange && options.dryRun) {
    const preview = await previewChange({ useCase, request, values }, connection, failing);
    return run.print(options.json ? JSON.stringify(preview) : formatPreview(preview));
  }
  if (isChange && !options.yes && environment !== undefined) await confirmChange(environment, connection, failing);
  const text = await send(connection, request, failing);
  if (options.json) return text === '' ? undefined : run.print(text);
  if (text === '') return run.complain('Done.');
  (isChange ? printChanged : printAnswer)(JSON.parse(text), run);
}

/** The fields of the input. @throws Complaint if one cannot be parsed. */
function valuesOf({ args, options, fixed }: Entry, command: CommandUnknownOpts, run: Run): Fields {
  const given = command.opts() as Readonly<Record<string, Given | undefined>>;
  const values = new Map<string, unknown>(Object.entries(fixed));
  for (const [index, field] of args.entries()) {
    values.set(field.name, parseField(field, command.args[index] ?? '', run));
  }
  for (const field of options) {
    const text = ownValue(given, attributeOf(field));
    if (text !== undefined) values.set(field.name, parseField(field, text, run));
  }
  const place = options.find(({ name }) => name === 'environment');
  const isApplicable = !place?.only || place.only.values.includes(String(values.get(place.only.field)));
  if (place?.isRequired && isApplicable && !values.has('environment')) {
    values.set('environment', run.settings.BURGEE_ENVIRONMENT ?? 'development');
  }
  return Object.fromEntries(values);
}

/** The name under which commander returns an option. */
function attributeOf(field: Field): string {
  return wordOf(field).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
