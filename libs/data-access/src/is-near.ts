/** Whether a URL leads to a socket, this machine, or a name without a domain, as containers in one private network have. */
export function isNear(url: string): boolean {
  const { hostname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  return host.startsWith('/') || /^(127\.\d+\.\d+\.\d+|\[::1\]|[^.:]*)$/.test(host);
}
