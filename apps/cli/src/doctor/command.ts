import { Command } from '@commander-js/extra-typings';
import { addressOf } from '../derived/send.ts';
import { connectionOf, jsonOption, keyOption, profileOption, tokenOption, urlOption } from '../options.ts';
import { STATUS_HELP } from '../status-help.ts';
import { visibleText } from '../visible-text.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { findProblems } from './checks.ts';
import { type Facts, readFacts } from './facts.ts';
import type { Finding } from './finding.ts';

const DESCRIPTION = `Checks a server: that it answers and is ready, its clocks, version, certificate and HTTP/2, and keys that expire within two \
weeks. With an admin key, also its settings and ports, PostgreSQL, Redis and disk. Each problem comes with its cause and the command or \
setting that solves it.`;

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

const UNCHECKED =
  'Settings, PostgreSQL, Redis and disk were not checked: that needs the role admin in every environment, and a server of this version.';

function describeServer({ url, version, readiness, keys, session, diagnostics }: Facts): string {
  const { status, database, upstream } = readiness;
  const source = database?.kind === 'pglite' ? 'with the embedded database' : 'with PostgreSQL';
  const origin = upstream ? `an edge of ${visibleText(upstream.url)}` : source;
  const checked = `Burgee ${visibleText(version)} at ${url} is ${status}, ${origin}. Keys checked: ${keys.length}.`;
  const isPartial = session !== null && diagnostics === null;
  return isPartial ? `${checked}\n${UNCHECKED}` : checked;
}

function formatFinding({ problem, cause, command }: Finding): string {
  return [problem, `  Cause: ${cause}`, `  Fix:   ${command}`].map(visibleText).join('\n');
}

/** Sentences about the codes of failed connections. */
const REASONS: readonly (readonly [code: string, reason: (url: string) => string])[] = [
  ['ECONNREFUSED', (url) => `Nothing listens on port ${portOf(url)}: it is stopped, or has another PORT.`],
  ['ENOTFOUND', (url) => `The name ${new URL(url).hostname} does not exist.`],
  ['ETIMEDOUT', (url) => `A firewall drops connections to port ${portOf(url)}, or the machine is off.`],
  ['ERR_SSL_WRONG_VERSION_NUMBER', (url) => `Port ${portOf(url)} speaks plain HTTP: use http://, or add TLS.`],
  ['CERT', () => 'The certificate is not valid for this name, or this machine does not trust who issued it.'],
];

function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  return port || (protocol === 'https:' ? '443' : '80');
}

/** Other commands point here, so this one does not point to itself. */
function explainSilence(error: unknown): never {
  if (!(error instanceof Complaint) || error.status !== STATUS.unreachable) throw error;
  const [url = ''] = /https?:\/\/\S+/.exec(error.message) ?? [];
  const reason = REASONS.find(([code]) => error.message.includes(code))?.[1];
  const message = [error.message, reason?.(url)].filter(Boolean).join(' ');
  throw new Complaint(message, STATUS.unreachable, `curl -i ${addressOf(url, '/healthz')}`);
}
