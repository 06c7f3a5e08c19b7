import { type CreateEnvironmentInput, CreateFlagInput, DomainError, EnvironmentKey } from '@burgee/contracts';
import { AuditRow, EnvironmentRow, type WriteContext } from '@burgee/data-access';
import { createEnvironment } from './environments/change.ts';
import { createFlag } from './flags/change.ts';

const ENVIRONMENTS: readonly CreateEnvironmentInput[] = [
  {
    key: EnvironmentKey.parse('development'),
    name: 'Development',
    permitsSessionOverrides: true,
    isProduction: false,
    color: 'blue',
    bucketing: 'standard',
  },
  {
    key: EnvironmentKey.parse('staging'),
    name: 'Staging',
    permitsSessionOverrides: true,
    isProduction: false,
    color: 'orange',
    bucketing: 'standard',
  },
  {
    key: EnvironmentKey.parse('production'),
    name: 'Production',
    permitsSessionOverrides: false,
    isProduction: true,
    color: 'red',
    bucketing: 'standard',
  },
];

const FLAGS = {
  'wishlist-gallery': 'Shows the wishlist as a gallery.',
  'wishlist-add-item': 'Lets people add items to the wishlist.',
  'wishlist-edit-item': 'Lets people edit the items of the wishlist.',
  'wishlist-got-it': 'Lets people mark an item as received.',
  'wishlist-reorder': 'Lets people change the order of the wishlist.',
};

export type Seeded = { readonly created: string[]; readonly existing: string[] };

export type SeedOptions = {
  /** Seed only if nobody but the seeder has made changes: deleted flags and environments stay deleted. */
  readonly onlyIfEmpty: boolean;
  readonly withDemo: boolean;
};

/**
 * Creates the environments and the demo's flags, off for everyone. Existing ones stay unchanged, so seeding may be
 * repeated (W9.11).
 */
export async function seed(ctx: WriteContext, { onlyIfEmpty, withDemo }: SeedOptions): Promise<Seeded> {
  const seeded: Seeded = { created: [], existing: [] };
  if (onlyIfEmpty && !(await isUntouched(ctx))) return seeded;
  // Until the first change, every start of a server seeds again: it must not attempt what would fail.
  const known = await findExisting(ctx);
  const createOnce = async (name: string, create: () => Promise<unknown>) =>
    known.has(name) ? void seeded.existing.push(name) : createUnlessTaken(seeded, name, create);
  for (const input of ENVIRONMENTS) {
    await createOnce(nameOf(input.key), () => createEnvironment(ctx, input));
    for (const flag of withDemo ? flagsOf(input.key) : []) {
      await createOnce(nameOf(input.key, flag.key), () => createFlag(ctx, flag));
    }
  }
  return seeded;
}

function nameOf(environment: string, flagKey?: string | null): string {
  return flagKey ? `flag ${flagKey} in ${environment}` : `environment ${environment}`;
}

/** Returns the names of the existing environments, and of flags with the demo's keys. */
async function findExisting({ database }: WriteContext): Promise<ReadonlySet<string>> {
  const keys = Object.keys(FLAGS);
  const rows = await database.read<{ environment: string; key: string | null }[]>((em) =>
    em.execute(
      `select key as environment, null as key from environments
       union all select environment, flag_key from feature_flags where flag_key in (${keys.map(() => '?').join()})`,
      keys,
    ),
  );
  return new Set(rows.map(({ environment, key }) => nameOf(environment, key)));
}

/** An interrupted seeding counts as untouched, so that it continues at the next start. */
async function isUntouched({ database, actor }: WriteContext): Promise<boolean> {
  return database.read(async (em) => {
    if (await em.findOne(AuditRow, { actor: { $ne: actor } })) return false;
    return Boolean(await em.findOne(AuditRow, { actor })) || (await em.count(EnvironmentRow)) === 0;
  });
}

function flagsOf(environment: EnvironmentKey): CreateFlagInput[] {
  return Object.entries(FLAGS).map(([key, description]) =>
    CreateFlagInput.parse({ environment, key, description, tags: ['demo'], reason: 'demo' }),
  );
}

async function createUnlessTaken(
  { created, existing }: Seeded,
  name: string,
  create: () => Promise<unknown>,
): Promise<void> {
  try {
    await create();
    created.push(name);
  } catch (error) {
    if (!(error instanceof DomainError) || error.failure.code !== 'KEY_TAKEN') throw error;
    existing.push(name);
  }
}
