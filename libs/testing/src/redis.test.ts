import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { findRedisServer } from './programs.ts';
import { startRedis } from './redis.ts';

async function connectTo(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: Socket, command: string): Promise<string> {
  socket.write(`${command}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString().trim();
}

describe.skipIf(!findRedisServer())('a Redis of our own', () => {
  it('restarts immediately and empty after a kill with open connections', async () => {
    await using redis = await startRedis();
    for (let round = 0; round < 3; round++) {
      const socket = await connectTo(redis.url);
      expect(await ask(socket, 'GET a')).toBe('$-1');
      expect(await ask(socket, 'SET a b')).toBe('+OK');
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      await redis.signal('SIGKILL');
      await closed;
      await redis.start();
    }
  });

  it('answers nothing while it hangs, and everything afterward', async () => {
    await using redis = await startRedis();
    const socket = await connectTo(redis.url);
    await redis.signal('SIGSTOP');
    const heard = vi.fn();
    const answer = ask(socket, 'PING').then(heard);
    // The kernel accepts connections; a completed one proves that there was time for an answer.
    (await connectTo(redis.url)).destroy();
    expect(heard).not.toHaveBeenCalled();
    await redis.signal('SIGCONT');
    await answer;
    expect(heard).toHaveBeenCalledWith('+PONG');
    socket.destroy();
  });

  it('ends when it is disposed of, even while it hangs', async () => {
    const redis = await startRedis();
    await redis.signal('SIGSTOP');
    await redis[Symbol.asyncDispose]();
    await expect(connectTo(redis.url)).rejects.toThrow();
  });

  it('can be stopped twice', async () => {
    await using redis = await startRedis();
    await redis.stop();
    await redis.stop();
    await redis.signal('SIGKILL');
  });
});
