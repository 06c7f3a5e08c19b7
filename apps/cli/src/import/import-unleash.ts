import type { UnleashReport } from '@burgee/contracts';
import { confirmChange } from '../derived/confirm.ts';
import { requestOf } from '../derived/request.ts';
import { send } from '../derived/send.ts';
import type { Fields } from '../derived/use-case.ts';
import { useCaseNamed } from '../derived/use-case-named.ts';
import { LONG_MS } from '../environment-files/long-request.ts';
import { connectionOf, type ConnectionOptions } from '../options.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { formatReport } from './format-report.ts';
import { readSource } from './read-source.ts';

type Options = ConnectionOptions & {
  readonly map?: readonly string[] | undefined;
  readonly environment?: string | undefined;
  readonly unleashToken?: string | undefined;
  readonly update?: true | undefined;
  readonly reason?: string | undefined;
  readonly dryRun?: true | undefined;
  readonly yes?: true | undefined;
  readonly json?: true | undefined;
};

const PLAN = useCaseNamed('unleash.plan');
const IMPORT = useCaseNamed('unleash.import');

/** Imports an export and prints the report. @throws Complaint if a feature is left out, or if the server refuses. */
export async function importUnleash(source: string, options: Options, run: Run): Promise<void> {
  const environments = environmentsOf(options.map ?? []);
  const connection = connectionOf(options, run);
  const document = await readSource(source, options.unleashToken ?? run.settings.UNLEASH_TOKEN, run);
  const { environment, update, reason } = options;
  const planned = { document, environments, into: environment, update };
  const failing = { run, path: 'burgee import unleash', environment: undefined };
  const ask = (useCase: typeof PLAN, fields: Fields): Promise<string> =>
    send(connection, { ...requestOf(useCase, fields), timeoutMs: LONG_MS }, failing);
  const plan = await ask(PLAN, planned);
  const report = JSON.parse(plan) as UnleashReport;
  if (options.dryRun) return finish(plan, report, options, run);
  if (!options.yes) {
    const existing = report.plans.filter(({ version, changes }) => version !== null && changes.length > 0);
    for (const { environment: place } of existing) await confirmChange(place, connection, failing);
  }
  const text = await ask(IMPORT, { ...planned, reason });
  finish(text, JSON.parse(text) as UnleashReport, options, run);
}

function finish(text: string, report: UnleashReport, { json, dryRun }: Options, run: Run): void {
  run.print(json ? text : formatReport(report));
  const count = new Set(report.problems.map(({ environment, feature }) => `${environment} ${feature}`)).size;
  if (count === 0) return;
  const features = count === 1 ? 'One feature was' : `${count} features were`;
  const message = `${features} left out. The report says why.${dryRun ? ' Nothing was changed.' : ''}`;
  throw new Complaint(message, STATUS.refused);
}

/** @throws Complaint unless each text is `unleash=burgee`. */
function environmentsOf(texts: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (texts.length === 0) return undefined;
  const pairs = texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const [, from, to] = /^([^=]+)=([^=]+)$/.exec(text.trim()) ?? [];
      if (from !== undefined && to !== undefined) return [from, to] as const;
      throw new Complaint(
        `--map ${text}: must be <unleash>=<burgee>, such as production=prod.`,
        STATUS.usage,
        'burgee import unleash --help',
      );
    });
  return Object.fromEntries(pairs);
}
