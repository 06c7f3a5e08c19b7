import { Command, Option } from '@commander-js/extra-typings';
import { httpUrl, jsonOption, keyOption, LOCAL, profileOption, tokenOption, urlOption } from '../options.ts';
import { profileName, readProfile, writeProfile } from '../profile.ts';
import { describeSession, readSession } from '../session.ts';
import { STATUS_HELP } from '../status-help.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { loginByLink, ROLES } from './login-by-link.ts';

const EXAMPLES = `Examples:
  burgee login --url https://flags.example.com
  burgee login --url https://flags.example.com --role viewer --profile work
  burgee login --url https://flags.example.com --key - < key.txt
`;

const DESCRIPTION = `Stores the URL of a server and a key in a file that only you can read, for the commands that follow. Without --key, prints \
a link: open it in a browser, sign in, compare the code, and approve. --key - reads a key from standard input, or asks for it. \
BURGEE_URL, BURGEE_TOKEN and BURGEE_KEY take precedence over the file.`;

/** Stores a profile, after the server accepted its key. */
export function loginCommand(run: Run) {
  return new Command('login')
    .description(DESCRIPTION)
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(new Option('--device', 'print the link even without a terminal').conflicts(['key', 'token']))
    .addOption(
      new Option('--role <role>', 'the role to ask for')
        .choices(ROLES)
        .default('editor' as const)
        .conflicts(['key', 'token']),
    )
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async ({ json, profile, device, role, ...given }) => {
      const name = profileName(profile, run);
      const url = httpUrl(given.url ?? run.settings.BURGEE_URL ?? storedUrl(name, run) ?? LOCAL, '--url').href;
      const key = await givenKey({ ...given, device }, url, run);
      const granted = key === undefined ? await loginByLink(url, role, run) : await checkKey(url, key, run);
      const file = writeProfile(name, { url, key: granted.key }, run);
      if (json) run.print(granted.text);
      else run.print(describeSession(granted.session));
      run.complain(`Stored the key for ${url} in ${file}`);
      warnAboutSettings(url, run);
    });
}

async function checkKey(url: string, key: string, run: Run) {
  return { key, ...(await readSession({ url, token: key }, { run, path: 'burgee login' })) };
}

/** A profile that cannot be read is replaced. */
function storedUrl(name: string, run: Run): string | undefined {
  try {
    return readProfile(name, run)?.url;
  } catch (error) {
    if (error instanceof Complaint) return undefined;
    throw error;
  }
}

type Given = {
  readonly key?: string | undefined;
  readonly token?: string | undefined;
  readonly device?: true | undefined;
};

/** Returns the key, or nothing if a person approves a link instead. */
async function givenKey({ key, token, device }: Given, url: string, run: Run): Promise<string | undefined> {
  if (device) return undefined;
  if (key === STDIN) return readKey(url, run);
  const { BURGEE_TOKEN, BURGEE_KEY } = run.settings;
  const found = token ?? key ?? BURGEE_TOKEN ?? BURGEE_KEY;
  if (found !== undefined || run.terminal.isInteractive) return found;
  const problem =
    'No key was given, and there is no terminal. Give one with --key or BURGEE_TOKEN, or print a link for a person with --device.';
  throw new Complaint(problem, STATUS.usage, `burgee login --url ${url} --key ...`);
}

const STDIN = '-';

async function readKey(url: string, { terminal, ask, input }: Run): Promise<string> {
  const text = terminal.isInteractive ? await ask(`Key for ${url} (not shown): `, { isSecret: true }) : await input();
  if (text.trim() !== '') return text.trim();
  throw new Complaint('No key was given.', STATUS.usage, `burgee login --url ${url}`);
}

function warnAboutSettings(url: string, { settings, complain }: Run): void {
  const { BURGEE_URL, BURGEE_TOKEN, BURGEE_KEY } = settings;
  const set = Object.entries({ BURGEE_URL, BURGEE_TOKEN, BURGEE_KEY }).filter(([, value]) => value !== undefined);
  if (set.length > 0)
    complain(`Note: the file has no effect on commands while these are set: ${set.map(([name]) => name).join(', ')}.`);
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !/^(localhost|127\.|\[::1\])/.test(hostname)) {
    complain('Note: the connection is not encrypted, so others on the network can read the key. Use https://.');
  }
}
