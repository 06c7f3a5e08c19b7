import type { IncomingHttpHeaders } from 'node:http';

export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';

/** Headers that callers set themselves. CORS lets pages of other origins set them. */
export const CALLERS_OWN_HEADERS = ['Authorization', 'X-API-Key', IDEMPOTENCY_KEY_HEADER] as const;

/** Headers on which the answer depends, or which a caller expects to be checked. A plain request has none of them. */
export const IDENTIFYING_HEADERS = [...CALLERS_OWN_HEADERS, 'Origin'] as const;

/** Browsers add these to every request. The answer to a plain request does not depend on them. */
export const AUTOMATIC_HEADERS = ['Cookie', 'Sec-Fetch-Site'] as const;

type CallerHeader = Lowercase<(typeof IDENTIFYING_HEADERS)[number] | (typeof AUTOMATIC_HEADERS)[number]>;

/**
 * The only headers that authentication and CORS see. One that is missing above does not compile there, so the hot path
 * cannot miss it.
 */
export type CallerHeaders = Partial<Pick<IncomingHttpHeaders, CallerHeader>>;
