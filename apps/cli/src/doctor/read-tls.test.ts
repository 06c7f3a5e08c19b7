import { certificatePaths } from '@burgee/testing';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { readTls } from './read-tls.ts';

const { clientCert, clientKey } = certificatePaths();

async function readFrom(ALPNProtocols: string[], host = '127.0.0.1') {
  const server = createServer({ ALPNProtocols, cert: readFileSync(clientCert), key: readFileSync(clientKey) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await readTls(new URL(`https://${host}:${(server.address() as AddressInfo).port}/`));
  } finally {
    server.close();
  }
}

it('14.3 doctor reads HTTP/2 and the end of the certificate from the handshake', async () => {
  const certificateEndsAt: string = expect.stringMatching(/^21\d\d-/);
  expect(await readFrom(['h2', 'http/1.1'])).toEqual({ protocol: 'h2', certificateEndsAt });
  expect(await readFrom(['http/1.1'], 'localhost')).toEqual({ protocol: 'http/1.1', certificateEndsAt });
  expect(await readFrom([])).toMatchObject({ protocol: null });
});

it('14.3 doctor fails to read TLS where there is none', async () => {
  await expect(readTls(new URL('https://127.0.0.1:1/'))).rejects.toThrow('ECONNREFUSED');
});
