import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The `NODE_COMPILE_CACHE` of servers: dozens start from the same source, and compiling it takes half of a start. */
export const COMPILE_CACHE = join(tmpdir(), 'burgee-compile-cache');

/** Operating systems take the ports of outgoing connections from above, so none of these becomes used in the meantime. */
const PORTS = { from: 10_000, to: 32_000 } as const;

/** Returns an unused port of this machine, for a process that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const port = randomInt(PORTS.from, PORTS.to);
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return freePort();
  }
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Waits until the output of a server on `stream` contains `ready`, and returns the output so far.
 *
 * @throws Error with its output if it ends before.
 */
export async function waitForOutput(server: ChildProcess, stream: Readable, ready: string): Promise<string> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes(ready)) resolve();
    });
    server.once('exit', () => reject(new Error(`${server.spawnfile} did not start:\n${log}`)));
    server.once('error', reject);
  });
  // Further output is discarded, because a full pipe would block the server.
  stream.removeAllListeners('data').resume();
  return log;
}

export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal to a process, unless it has ended in the meantime. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** An ended process that has not been reaped still accepts signals. Only Linux reports that. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
