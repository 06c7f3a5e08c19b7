import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { during } from './during.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

describe('a phase with a fault', () => {
  /** Answers each chunk with the same bytes. */
  let echo: ReturnType<typeof createServer>;
  let proxy: FaultProxy;

  beforeEach(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startFaultProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  });
  afterEach(async () => {
    await proxy[Symbol.asyncDispose]();
    echo.close();
  });

  async function client(): Promise<Socket> {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }
  async function ask(socket: Socket, text: string): Promise<string> {
    const answer = once(socket, 'data');
    socket.write(text);
    return String((await answer)[0]);
  }

  it('restores the previous mode of the proxy', async () => {
    const socket = await client();
    expect(await during(proxy, { kind: 'delay', ms: 1 }, () => ask(socket, 'late'))).toBe('late');
    expect(proxy.fault).toEqual({ kind: 'none' });
    socket.destroy();
  });

  it('corrupts only what the server sends', async () => {
    const socket = await client();
    expect(await ask(socket, 'abcd')).toBe('abcd');
    const corrupt = { kind: 'corrupt', everyBytes: 2 } as const;
    // The lowest bit of every second byte: b is 0x62, c 0x63, d 0x64 and e 0x65.
    expect(await during(proxy, corrupt, () => ask(socket, 'abcd'))).toBe('acce');
    expect(await ask(socket, 'abcd')).toBe('abcd');
    socket.destroy();
  });

  it('fails if nothing met the fault', async () => {
    await expect(during(proxy, { kind: 'hang' }, async () => {})).rejects.toThrow('Nothing met the fault "hang".');
  });

  it('fails if the mode changed', async () => {
    const socket = await client();
    const work = async () => proxy.setFault({ kind: 'none' });
    await expect(during(proxy, { kind: 'hang' }, work)).rejects.toThrow('The proxy left the mode "hang" for "none".');
    socket.destroy();
  });

  it('fails if bytes passed that the fault should block', async () => {
    const socket = await client();
    const work = async () => {
      for (const connection of proxy.connections) connection.setFault({ kind: 'none' });
      await ask(socket, 'passes');
    };
    await expect(during(proxy, { kind: 'hang' }, work)).rejects.toThrow('6 bytes passed despite "hang".');
    socket.destroy();
  });
});
