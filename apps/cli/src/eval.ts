import { Command } from '@commander-js/extra-typings';
import { parseField } from './derived/field-text.ts';
import { requestOf } from './derived/request.ts';
import { send } from './derived/send.ts';
import { useCaseNamed } from './derived/use-case-named.ts';
import {
  connectionOf,
  environmentOption,
  jsonOption,
  keyOption,
  profileOption,
  tokenOption,
  urlOption,
} from './options.ts';
import { formatCell } from './output/cell.ts';
import { formatFields, formatTable } from './output/table.ts';
import { STATUS_HELP } from './status-help.ts';
import { Complaint, type Run, STATUS } from './world.ts';

const EXAMPLES = `Examples:
  burgee eval new-checkout --user ann
  burgee eval new-checkout --user ann --explain --environment production
  burgee eval new-checkout --user ann --context '{"plan":"pro"}' --at 2027-01-01T00:00:00Z
`;

/** Evaluates a flag for a user, on the server. */
export function evalCommand(run: Run) {
  return new Command('eval')
    .description('Evaluates a flag. Needs a key or token with the role viewer in the environment, or its server key.')
    .argument('<flag>', 'the key of a flag')
    .option('--user <id>', 'the userId of the context')
    .option('--context <json>', 'other attributes; JSON or @file.json')
    .option('--explain', 'say what each layer did')
    .option('--at <instant>', 'as of this instant, such as 2027-01-31T18:00:00Z')
    .addOption(environmentOption(run))
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async (flagKey, { user, context: json, explain, at, environment, ...options }) => {
      const context = { ...parseContext(json, run), ...(user !== undefined && { userId: user }) };
      const request = requestOf(EXPLAIN, { flagKey, environment, context, at });
      const failing = { run, path: 'burgee eval', environment };
      const text = await send(connectionOf(options, run), request, failing);
      run.print(options.json ? text : formatExplanation(JSON.parse(text) as Explanation, { explain, run }));
    });
}

const EXPLAIN = useCaseNamed('evaluation.explain');

function parseContext(json: string | undefined, run: Run): Readonly<Record<string, unknown>> {
  if (json === undefined) return {};
  const context = parseField({ name: 'context', in: 'body', type: 'json' }, json, run);
  if (typeof context === 'object' && context !== null && !Array.isArray(context)) return { ...context };
  throw new Complaint('--context: must be a JSON object, such as {"plan":"pro"}.', STATUS.usage, 'burgee eval --help');
}

type Step = { readonly layer: string; readonly outcome: string; readonly detail: string; readonly ruleId?: string };
type Explanation = {
  readonly value?: unknown;
  readonly variant?: string;
  readonly reason: string;
  readonly errorMessage?: string;
  readonly trace: readonly Step[];
};

function formatExplanation(
  { value, variant, reason, errorMessage, trace }: Explanation,
  { explain, run }: { readonly explain: true | undefined; readonly run: Run },
): string {
  const result = formatFields([
    ['value', value === undefined ? 'none: the default of the caller applies' : JSON.stringify(value)],
    ['variant', formatCell(variant)],
    ['reason', reason],
    ...(errorMessage === undefined ? [] : [['error', errorMessage] as const]),
  ]);
  if (!explain) return result;
  const rows = trace.map((step) => [[step.layer, step.ruleId].filter(Boolean).join(' '), step.outcome, step.detail]);
  return `${result}\n\n${formatTable(['LAYER', 'OUTCOME', 'DETAIL'], rows, run.terminal.hasColors)}`;
}
