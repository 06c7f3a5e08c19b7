import type { PlaceChange } from './environment.ts';

/**
 * Set on the tRPC answer to a committed change that the server already serves, so that the admin app recognizes its own
 * change in the change stream: `production;version=17`, and `*;version=5` for keys and people.
 */
export const SERVED_HEADER = 'Burgee-Served';

/** An environment may have the key "access", but not "*". */
const ACCESS = '*';

export function formatServed({ environment, version }: PlaceChange): string {
  return `${environment ?? ACCESS};version=${version}`;
}

/** Reads the values of the header, which are separated by commas. */
export function parseServed(header: string): PlaceChange[] {
  return header.split(', ').map((served) => {
    const [place = '', version] = served.split(';version=');
    return { environment: place === ACCESS ? null : place, version: Number(version) } as PlaceChange;
  });
}
