/** Names of this machine. No page of another site can have them, even if its own name leads to this machine. */
const LOCAL = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a page of this origin, such as `http://localhost:5173`, comes from this machine. */
export function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && LOCAL.test(new URL(origin).hostname);
}

/** @param host the header of a request, such as `localhost:4000`. */
export function isLocalHost(host: string | undefined): boolean {
  return host !== undefined && isLocalOrigin(`http://${host}`);
}
