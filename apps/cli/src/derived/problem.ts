import { ownValue } from '@burgee/contracts/wire';
import { commandAgain, quoteWord } from '../again.ts';
import { closest } from '../closest.ts';
import { failureStatus } from '../failure-status.ts';
import { Complaint, type Run } from '../world.ts';

/** A failure as REST sends it (RFC 9457). */
export type Problem = {
  readonly code: string;
  readonly title: string;
  readonly hint?: string;
  readonly details?: unknown;
};

/** The parts of a command that its fix may name. */
export type Failing = {
  readonly run: Run;
  /** The command, such as `burgee flags get`. */
  readonly path: string;
  readonly url: string;
  readonly environment?: string | undefined;
};

type Facts = Readonly<Record<string, unknown>>;

/** The error for the terminal, with the command that fixes it. */
export function complaintAbout(problem: Problem, failing: Failing): Complaint {
  const { code, title, hint } = problem;
  const facts = (problem.details ?? {}) as Facts;
  const suggestion = code === 'ENVIRONMENT_NOT_FOUND' ? similarEnvironment(facts) : undefined;
  const sentences = [/[.?!]$/.test(title) ? title : `${title}.`, suggestion && `Did you mean "${suggestion}"?`, hint];
  const fix = (ownValue(FIXES, code) ?? (() => `${failing.path} --help`))(facts, failing);
  return new Complaint(`The server refused: ${sentences.filter(Boolean).join(' ')}`, failureStatus(code), fix);
}

const inEnvironment = ({ environment }: Failing): string => (environment ? ` --environment ${environment}` : '');
const again = (_: Facts, { run }: Failing): string => commandAgain(run);

const FIXES: Readonly<Record<string, (facts: Facts, failing: Failing) => string>> = {
  FLAG_NOT_FOUND: ({ flagKey, suggestion }, failing) =>
    typeof suggestion === 'string'
      ? commandAgain(failing.run, { replace: [String(flagKey), suggestion] })
      : `burgee flags ls${inEnvironment(failing)}`,
  ENVIRONMENT_NOT_FOUND: (facts, { run }) => {
    const suggestion = similarEnvironment(facts);
    if (suggestion === undefined) return 'burgee env ls';
    const fixed = commandAgain(run, { replace: [String(facts['environment']), suggestion] });
    return fixed === commandAgain(run) ? `${fixed} --environment ${suggestion}` : fixed;
  },
  SEGMENT_NOT_FOUND: (_, failing) => `burgee segments ls${inEnvironment(failing)}`,
  OVERRIDE_NOT_FOUND: (_, failing) => `burgee overrides ls${inEnvironment(failing)}`,
  KEY_NOT_FOUND: (_, failing) => `burgee keys ls${inEnvironment(failing)}`,
  PERSON_NOT_FOUND: () => 'burgee people ls',
  FLAG_MANAGED: ({ flagKey }, failing) =>
    `burgee flags release ${quoteWord(String(flagKey))}${inEnvironment(failing)} --reason "..."`,
  UNAUTHENTICATED: (_, { url }) => `burgee login --url ${url}`,
  LOGIN_NOT_VALID: (_, { url }) => `burgee login --url ${url}`,
  FORBIDDEN: () => 'burgee whoami',
  TOKEN_SCOPE: () => 'burgee whoami',
  RATE_LIMITED: again,
  BUSY: again,
  SERVER_BUSY: again,
  DATABASE_UNAVAILABLE: (_, { url }) => `burgee doctor --url ${url}`,
  UPSTREAM_UNAVAILABLE: (_, { url }) => `burgee doctor --url ${url}`,
};

function similarEnvironment({ environment, existing }: Facts): string | undefined {
  const names = Array.isArray(existing) ? existing.filter((one) => typeof one === 'string') : [];
  return closest(String(environment), names);
}
