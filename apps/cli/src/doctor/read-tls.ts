import { once } from 'node:events';
import { connect } from 'node:tls';

/** The offers of a server in its TLS handshake. */
export type TlsFacts = {
  /** The protocol that it prefers: `h2` is HTTP/2. */
  readonly protocol: string | null;
  /** When its certificate expires, ISO 8601; `null` if it shows none. */
  readonly certificateEndsAt: string | null;
};

const TIMEOUT_MS = 5_000;

/** Shakes hands and sends nothing, so an invalid certificate does no harm here; requests refuse it. */
export async function readTls({ hostname, port }: URL): Promise<TlsFacts> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = connect({
    ...{ host, port: Number(port || 443), ALPNProtocols: ['h2', 'http/1.1'], rejectUnauthorized: false },
    // Names of hosts only: an address is not a valid server name.
    ...(!/^[\d.]+$|:/.test(host) && { servername: host }),
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { valid_to: end } = socket.getPeerCertificate();
    return {
      protocol: socket.alpnProtocol || null,
      certificateEndsAt: end ? new Date(end).toISOString() : null,
    };
  } finally {
    socket.destroy();
  }
}
