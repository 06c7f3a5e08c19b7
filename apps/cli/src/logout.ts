import { Command } from '@commander-js/extra-typings';
import { profileOption } from './options.ts';
import { profileName, removeProfile } from './profile.ts';
import { STATUS_HELP } from './status-help.ts';
import type { Run } from './world.ts';

/** Deletes the file that `burgee login` wrote. */
export function logoutCommand(run: Run) {
  return new Command('logout')
    .description('Deletes the stored URL and key. The key stays valid: revoke it with burgee keys revoke.')
    .addOption(profileOption())
    .addHelpText('before', 'Examples:\n  burgee logout\n  burgee logout --profile work\n')
    .addHelpText('after', STATUS_HELP)
    .action(({ profile }) => {
      const name = profileName(profile, run);
      run.complain(removeProfile(name, run) ? `Deleted the profile "${name}".` : `There is no profile "${name}".`);
    });
}
