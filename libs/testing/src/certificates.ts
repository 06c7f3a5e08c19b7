import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Not `new URL(name, import.meta.url)`, which Vite treats as a file to serve in tests of web pages. */
function pathOf(name: string): string {
  return join(dirname(fileURLToPath(import.meta.url)), '../certificates', name);
}

/** Paths of test certificates, valid until 2120. Their keys protect nothing. */
export function certificatePaths() {
  return {
    /** Signed the certificates of the server, for `localhost`, and of the client. */
    root: pathOf('ca.crt'),
    otherRoot: pathOf('other-ca.crt'),
    serverCert: pathOf('server.crt'),
    serverKey: pathOf('server.key'),
    /** Authenticates the role `app`. */
    clientCert: pathOf('client.crt'),
    clientKey: pathOf('client.key'),
  };
}

/** Flags of a PostgreSQL whose data directory contains the files of `writeCertificates`. */
export const encryptionFlags = ['-c', 'ssl=on', '-c', 'ssl_ca_file=ca.crt'];

/** Copies certificates to a data directory, and returns their paths. PostgreSQL refuses a key that others may read. */
export async function writeCertificates(data: string): Promise<string[]> {
  const names = ['server.crt', 'server.key', 'ca.crt'];
  const copy = async (name: string) => {
    await writeFile(join(data, name), await readFile(pathOf(name)), { mode: 0o600 });
    return join(data, name);
  };
  return Promise.all(names.map(copy));
}
