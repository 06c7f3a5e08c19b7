import type { EnvironmentPlan } from '@burgee/contracts';
import { commandAgain } from '../again.ts';
import { confirmChange } from '../derived/confirm.ts';
import { requestOf } from '../derived/request.ts';
import { send } from '../derived/send.ts';
import { useCaseNamed } from '../derived/use-case-named.ts';
import { connectionOf, type ConnectionOptions } from '../options.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { formatPlan, summarizePlan } from './format-plan.ts';
import { LONG_MS } from './long-request.ts';
import { readFiles } from './read-files.ts';

type ApplyOptions = ConnectionOptions & {
  readonly environment?: string;
  readonly dryRun?: true;
  readonly check?: true;
  readonly prune?: true;
  readonly managedBy?: string;
  readonly reason?: string;
  readonly yes?: true;
  readonly json?: true;
};

const PLAN = useCaseNamed('environments.planFile');
const APPLY = useCaseNamed('environments.applyFile');

/** @throws Complaint if a file is wrong, the server refuses, or a check finds a difference. */
export async function runApply(names: readonly string[], options: ApplyOptions, run: Run): Promise<void> {
  const { environment: other, dryRun, check, prune, managedBy, reason, yes, json } = options;
  const { file, namePlaces } = await readFiles(names, run);
  const environment = other ?? file.environment.key;
  const connection = connectionOf(options, run);
  const failing = { run, path: 'burgee apply', environment };
  const ask = async (useCase: typeof PLAN, fields: object) => {
    const request = requestOf(useCase, { key: environment, file, prune, managedBy, ...fields });
    return JSON.parse(
      await send(connection, { ...request, timeoutMs: LONG_MS }, failing).catch((error: unknown) => {
        throw error instanceof Complaint ? placed(error, namePlaces, run) : error;
      }),
    ) as EnvironmentPlan;
  };
  const print = (plan: EnvironmentPlan) => {
    if (json) run.print(JSON.stringify(plan));
    else if (plan.changes.length > 0) run.print(formatPlan(plan, run.terminal.hasColors));
  };

  const plan = await ask(PLAN, {});
  const isSame = plan.changes.length === 0;
  if (dryRun || check || isSame) {
    print(plan);
    const sentence = isSame ? `Nothing to change in ${environment}.` : `Would change ${environment}:`;
    const summary = `${sentence} ${summarizePlan(plan)}`;
    if (check && !isSame)
      throw new Complaint(summary, STATUS.refused, commandAgain(run, { replace: ['--check', '--yes'] }));
    return run.complain(summary);
  }
  // Nobody uses an environment that does not exist yet.
  if (!yes && plan.version !== null) await confirmPlan();
  const { version, digest } = plan;
  const done = await ask(APPLY, { planned: { version, digest }, reason });
  print(done);
  run.complain(`Changed ${environment}: ${summarizePlan(done)}`);

  async function confirmPlan(): Promise<void> {
    // A person at the terminal decides about what they have seen.
    if (!json && run.terminal.isInteractive) run.complain(formatPlan(plan, run.terminal.hasColors));
    await confirmChange(environment, connection, failing);
  }
}

/** The server names places in the request; people know files and keys. */
function placed(error: Complaint, namePlaces: (message: string) => string, run: Run): Complaint {
  const message = namePlaces(error.message);
  return message === error.message ? error : new Complaint(message, error.status, commandAgain(run));
}
