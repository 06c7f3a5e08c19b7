import { commandAgain } from '../again.ts';
import type { Connection } from '../options.ts';
import { Complaint, STATUS } from '../world.ts';
import type { Failing } from './problem.ts';
import { send } from './send.ts';

/**
 * In an environment with real users, asks for its name before a change.
 *
 * @throws Complaint if the name is wrong, if nobody can answer, or if there is no such environment.
 */
export async function confirmChange(
  environment: string,
  connection: Connection,
  failing: Omit<Failing, 'url'>,
): Promise<void> {
  const { run } = failing;
  const path = `/api/admin/environments/${encodeURIComponent(environment)}`;
  const { isProduction } = JSON.parse(await send(connection, { method: 'GET', path }, failing)) as {
    isProduction: boolean;
  };
  if (!isProduction) return;
  const fix = commandAgain(run, { add: '--yes' });
  if (!run.terminal.isInteractive) {
    const problem = `Real users are in "${environment}", and there is no terminal to ask for its name. Nothing was changed.`;
    throw new Complaint(`${problem} Add --yes if you are sure.`, STATUS.usage, fix);
  }
  const answer = await run.ask(`Real users are in "${environment}". Type its name to go on: `);
  if (answer.trim() === environment) return;
  throw new Complaint(`That is not "${environment}". Nothing was changed.`, STATUS.usage, fix);
}
