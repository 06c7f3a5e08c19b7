import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../bench/running-server.ts';
import { run } from './command.ts';
import type { Report } from './report.ts';

type Step = {
  readonly name: string;
  readonly args: readonly string[];
  /** A part of the output. */
  readonly prints: RegExp;
};

/** The way of someone who has never used Burgee from a started server to a flag that they understand. */
const STEPS: readonly Step[] = [
  { name: 'create', args: ['flags', 'create', 'new-checkout'], prints: /^new-checkout +boolean +off /m },
  {
    name: 'roll out to 25%',
    args: ['flags', 'rollout', 'new-checkout', '25'],
    prints: /^new-checkout +boolean +on +25% /m,
  },
  { name: 'explain', args: ['eval', 'new-checkout', '--user', 'ann', '--explain'], prints: /^rollout +\w+/m },
  { name: 'export', args: ['export', '--environment', 'development'], prints: /"key": "new-checkout"/ },
];

/**
 * Takes the steps of a newcomer with the packed command line and a new server, which has an embedded database. The report prints
 * how long each takes.
 *
 * @param folder where the packages are installed.
 */
export async function takeFirstSteps(report: Report, node: string, folder: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'burgee-newcomer-'));
  // Nothing of this machine may help: empty variables count as absent.
  const env = { BURGEE_URL: '', BURGEE_KEY: '', BURGEE_TOKEN: '', BURGEE_CONFIG_DIR: join(home, 'config') };
  const burgee =
    ({ args, prints }: Step) =>
    async () => {
      const program = join(folder, 'node_modules/burgee/build/burgee.js');
      const output = await run(node, [program, ...args], { cwd: home, env });
      if (!prints.test(output)) throw new Error(`burgee ${args.join(' ')} printed:\n${output}`);
      return `burgee ${args.join(' ')}`;
    };
  const start = () => startServer({ DATA_DIR: join(home, 'data'), LOG_LEVEL: 'silent' });
  try {
    await using server = await report.make('newcomer: start', start, () => 'a new embedded database');
    if (!server) return;
    const login = { name: 'login', args: ['login', '--url', server.url, '--token', server.token], prints: /admin/ };
    for (const step of [login, ...STEPS]) {
      const told = burgee(step);
      // The token is not printed.
      await report.check(`newcomer: ${step.name}`, async () => (await told()).replace(server.token, '...'));
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
