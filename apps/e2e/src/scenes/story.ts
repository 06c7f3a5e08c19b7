import type { ApiClient } from '@burgee/api-client';
import type { PersonName } from './people.ts';
import { FLAGS } from './story-flags.ts';
import { KEYS_AND_PEOPLE } from './story-keys.ts';
import { OVERRIDES } from './story-overrides.ts';
import { SEGMENTS } from './story-segments.ts';
import { USAGE } from './story-usage.ts';

/** A past action of a person. */
export type Deed = {
  readonly at: number;
  readonly by: PersonName;
  readonly does: (api: ApiClient) => Promise<unknown>;
};

/** All actions in order of time. */
export const STORY: readonly Deed[] = [...SEGMENTS, ...FLAGS, ...OVERRIDES, ...KEYS_AND_PEOPLE, ...USAGE].toSorted(
  (one, other) => one.at - other.at,
);
