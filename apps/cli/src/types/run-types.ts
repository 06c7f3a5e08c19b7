import { resolve } from 'node:path';
import { environmentKey } from '../environment-key.ts';
import { connectionOf, type ConnectionOptions } from '../options.ts';
import type { World } from '../world.ts';
import { checkDeclaration } from './check-declaration.ts';
import { defaultFile } from './default-file.ts';
import { readServer } from './server-source.ts';
import { readSnapshot } from './snapshot-source.ts';
import type { FlagSource } from './source.ts';
import { writeDeclaration } from './write-declaration.ts';

type TypesOptions = ConnectionOptions & {
  readonly check?: true | undefined;
  readonly out?: string | undefined;
  readonly force?: true | undefined;
  readonly snapshot?: string | undefined;
  readonly environment: string;
  readonly json?: true | undefined;
};

/** The files and flags that `burgee types` compares, and the form of its report. */
export type TypesJob = {
  /** The declaration, as the user names it. */
  readonly file: string;
  readonly path: string;
  readonly readFlags: () => Promise<FlagSource>;
  readonly asJson: boolean;
};

/** @throws Complaint if nothing was written, or if a check found a difference. */
export async function runTypes(options: TypesOptions, world: World): Promise<void> {
  const { check, out, force = false, snapshot, environment, json: asJson = false } = options;
  const file = out ?? defaultFile(world.folder);
  const readFlags = async () =>
    snapshot === undefined
      ? readServer(connectionOf(options, world), environmentKey(environment), world)
      : readSnapshot(resolve(world.folder, snapshot), snapshot);
  const job = { file, path: resolve(world.folder, file), readFlags, asJson };
  await (check ? checkDeclaration(job, world) : writeDeclaration({ ...job, force }, world));
}
