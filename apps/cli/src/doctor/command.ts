import { Command } from '@commander-js/extra-typings';
import { addressOf } from '../derived/send.ts';
import { connectionOf, jsonOption, keyOption, profileOption, tokenOption, urlOption } from '../options.ts';
import { STATUS_HELP } from '../status-help.ts';
import { visibleText } from '../visible-text.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { type Finding, findProblems } from './checks.ts';
import { type Facts, readFacts } from './facts.ts';

const DESCRIPTION = `Checks a server from outside: that it answers and is ready, its database, clocks, version and encryption, and keys that \
expire within two weeks. Each problem comes with its cause and the command that solves it.`;

/** Checks a server. @throws Complaint if there is a problem. */
export function doctorCommand(run: Run) {
  return new Command('doctor')
    .description(DESCRIPTION)
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', 'Examples:\n  burgee doctor\n  burgee doctor --url https://flags.example.com --json\n')
    .addHelpText('after', STATUS_HELP)
    .action(async ({ json, ...options }) => {
      const facts = await readFacts(connectionOf(options, run), run).catch(explainSilence);
      const problems = findProblems(facts, { version: run.version() });
      const { url, version } = facts;
      if (json) run.print(JSON.stringify({ url, version, problems }));
      else run.print([describeServer(facts), ...problems.map(formatFinding)].join('\n\n'));
      if (problems.length === 0) return;
      const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
      throw new Complaint(`${count} found.`, STATUS.refused, problems[0]?.command);
    });
}

function describeServer({ url, version, readiness, keys }: Facts): string {
  const { status, database, upstream } = readiness;
  const source = database?.kind === 'pglite' ? 'with the embedded database' : 'with PostgreSQL';
  const origin = upstream ? `an edge of ${visibleText(upstream.url)}` : source;
  return `Burgee ${visibleText(version)} at ${url} is ${status}, ${origin}. Keys checked: ${keys.length}.`;
}

function formatFinding({ problem, cause, command }: Finding): string {
  return [problem, `  Cause: ${cause}`, `  Run:   ${command}`].map(visibleText).join('\n');
}

/** Other commands point here, so this one does not point to itself. */
function explainSilence(error: unknown): never {
  if (!(error instanceof Complaint) || error.status !== STATUS.unreachable) throw error;
  const [url = ''] = /https?:\/\/\S+/.exec(error.message) ?? [];
  throw new Complaint(error.message, STATUS.unreachable, `curl -i ${addressOf(url, '/healthz')}`);
}
