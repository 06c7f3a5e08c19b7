import type { FlagConfig, SegmentConfig } from '@burgee/contracts';

/** A flag, without what does not show in types. */
export type FlagOfSource = Pick<
  FlagConfig,
  'key' | 'type' | 'archived' | 'variants' | 'offVariant' | 'split' | 'rollout' | 'rules'
> & { readonly description?: string | undefined };

/** The flags to declare, from a server or a file. */
export type FlagSource = {
  /** For messages: `development at https://flags.example.com`. */
  readonly name: string;
  /** Those that are not archived. */
  readonly flags: readonly FlagOfSource[];
  readonly segments: readonly Pick<SegmentConfig, 'key' | 'condition'>[];
};
