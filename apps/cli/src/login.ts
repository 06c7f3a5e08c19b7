import { Command } from '@commander-js/extra-typings';
import { httpUrl, jsonOption, keyOption, LOCAL, profileOption, tokenOption, urlOption } from './options.ts';
import { profileName, readProfile, writeProfile } from './profile.ts';
import { describeSession, readSession } from './session.ts';
import { STATUS_HELP } from './status-help.ts';
import { Complaint, type Run, STATUS } from './world.ts';

const EXAMPLES = `Examples:
  burgee login --url https://flags.example.com
  burgee login --url https://flags.example.com --profile work
`;

const DESCRIPTION = `Stores the URL of a server and a key in a file that only you can read, for the commands that follow. Without --key, asks for it. \
Create an admin key in the admin app, under Keys. BURGEE_URL, BURGEE_TOKEN and BURGEE_KEY take precedence over the file.`;

/** Stores a profile, after the server accepted its key. */
export function loginCommand(run: Run) {
  return new Command('login')
    .description(DESCRIPTION)
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async ({ json, profile, ...given }) => {
      const name = profileName(profile, run);
      const url = httpUrl(given.url ?? run.settings.BURGEE_URL ?? storedUrl(name, run) ?? LOCAL, '--url').href;
      const key = given.token ?? given.key ?? (await chooseKey(url, run));
      const { session, text } = await readSession({ url, token: key }, { run, path: 'burgee login' });
      const file = writeProfile(name, { url, key }, run);
      if (json) run.print(text);
      else run.print(describeSession(session));
      run.complain(`Stored the key for ${url} in ${file}`);
      warnAboutSettings(url, run);
    });
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

async function chooseKey(url: string, { settings, terminal, ask }: Run): Promise<string> {
  const set = settings.BURGEE_TOKEN ?? settings.BURGEE_KEY;
  if (set !== undefined) return set;
  const fix = `burgee login --url ${url} --key ...`;
  if (!terminal.isInteractive) {
    throw new Complaint('No key was given, and there is no terminal to ask for it.', STATUS.usage, fix);
  }
  const typed = (await ask(`Key for ${url} (not shown): `, { isSecret: true })).trim();
  if (typed !== '') return typed;
  throw new Complaint('No key was given.', STATUS.usage, fix);
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
