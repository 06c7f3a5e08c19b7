/** Names in the examples of use cases. The tests of the examples create what they name. */
export const EXAMPLE_IDS = {
  key: '00000000-0000-4000-8000-0000000000a1',
  person: '00000000-0000-4000-8000-0000000000b2',
  invitation: '00000000-0000-4000-8000-0000000000c3',
} as const;

/** The token of an invitation or of a link to set a password. */
export const EXAMPLE_LINK = 'A-link-works-once-and-has-43-random-letters';

/** The code that a person sees for the login whose other code is `EXAMPLE_LINK`. */
export const EXAMPLE_USER_CODE = 'MZJV-VRMB';

/** Real tokens are JWTs. */
export const EXAMPLE_WORKLOAD = 'the-token-of-a-job';

/** Real plans are signed. */
export const EXAMPLE_PLAN = 'the-plan-of-a-preview';

/** Entries of the audit trail that changed a flag and a segment. */
export const EXAMPLE_ENTRIES = { flag: 4, segment: 5 } as const;

/** The version of an environment that a change of a list of users created. */
export const EXAMPLE_VERSION = 6;

export const EXAMPLE_EXPIRY = '2027-01-01T13:00:00.000Z';
