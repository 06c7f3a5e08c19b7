/** A segment or a flag in a file. The server checks everything but the key. */
export type Part = { readonly key: string };

/** An environment file. The server checks everything else. */
export type FileParts = {
  readonly burgee: unknown;
  readonly environment: { readonly key: string };
  readonly overrides?: unknown;
  readonly segments?: readonly Part[];
  readonly flags?: readonly Part[];
};

/** The file of a folder with everything but segments and flags. */
export const HEAD_FILE = 'environment.json';

/** The lists that have a folder of their own, with a file for each of their parts. */
export const LISTS = ['segments', 'flags'] as const;
