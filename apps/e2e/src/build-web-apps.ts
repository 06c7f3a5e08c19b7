import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the admin app and the demo, which the server of the scenes serves. Unchanged ones come from Nx's cache. */
export function buildWebApps(): void {
  const { status } = spawnSync(
    'nx',
    ['run-many', '--target=build', '--projects=@burgee/admin,@burgee/wishlist', '--outputStyle=static'],
    { cwd: join(import.meta.dirname, '../../..'), stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status !== 0)
    throw new Error('The web apps could not be built: run "npx nx run-many --target=build" to see why.');
}
