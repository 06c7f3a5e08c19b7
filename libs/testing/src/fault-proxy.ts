import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A fault that a proxy applies to the bytes that pass through it. */
export type Fault =
  /** Forwards everything. */
  | { readonly kind: 'none' }
  /** Forwards everything, `ms` later in each direction. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Keeps connections open, and forwards nothing in either direction. */
  | { readonly kind: 'hang' }
  /** Closes open connections immediately, and new ones before a byte is exchanged. */
  | { readonly kind: 'refuse' }
  /** Resets open connections when it is set, and each new one after its first byte. */
  | { readonly kind: 'reset' }
  /** Ends each connection after this many further bytes from the server. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Flips the lowest bit of every `everyBytes`-th byte from the server. */
  | { readonly kind: 'corrupt'; readonly everyBytes: number };

/** One connection through the proxy. `sent` is the start of what its client has sent, which identifies it. */
type ProxiedConnection = {
  readonly sent: string;
  /** Sets a fault for this connection alone; `undefined` restores the fault of the proxy. */
  setFault(fault: Fault | undefined): void;
};

/** A TCP proxy in this process, for faults that no signal to the server can cause. */
export type FaultProxy = AsyncDisposable & {
  readonly port: number;
  readonly fault: Fault;
  /** Applies to open and to new connections. */
  setFault(fault: Fault): void;
  readonly connections: ReadonlySet<ProxiedConnection>;
  /** How many bytes from the server have passed since the start. */
  readonly bytes: number;
  /** How many connections and chunks have met the fault since it was set. */
  readonly met: number;
  /** Switches to another server; open connections keep theirs. */
  setTarget(target: Address): void;
};

export type Address = { readonly host: string; readonly port: number };

const NONE: Fault = { kind: 'none' };
/** Enough to recognize a statement. */
const KEPT_BYTES = 16_384;

/** Returns the URL with the address of a proxy. */
export function throughProxy(url: string, { port }: Pick<FaultProxy, 'port'>): string {
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(port);
  return proxied.href;
}

/** Returns the address that the server of a URL listens on. */
export function addressOf(url: string): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

export async function startFaultProxy(target: Address): Promise<FaultProxy> {
  const open = new Set<Pair>();
  let current: Address = target;
  let fault: Fault = NONE;
  let bytes = 0;
  let met = 0;
  // Otherwise, TCP would delay small packets by 40 ms.
  const server = createServer({ noDelay: true }, (client) => {
    met += 1;
    if (fault.kind === 'refuse') return void client.destroy();
    const onPassed = (count: number) => {
      bytes += count;
      met += 1;
    };
    const pair = joinSockets(client, current, () => fault, onPassed);
    open.add(pair);
    void pair.closed.then(() => open.delete(pair));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get fault() {
      return fault;
    },
    setFault: (next) => {
      fault = next;
      met = open.size;
      for (const pair of open) pair.apply();
    },
    connections: open,
    get bytes() {
      return bytes;
    },
    get met() {
      return met;
    },
    setTarget: (next) => {
      current = next;
    },
    [Symbol.asyncDispose]: async () => {
      for (const pair of open) pair.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

type Pair = ProxiedConnection & { readonly closed: Promise<unknown>; apply(): void; destroy(): void };

function joinSockets(client: Socket, target: Address, shared: () => Fault, count: (bytes: number) => void): Pair {
  const upstream = connect({ ...target, noDelay: true });
  const sides = [client, upstream];
  let own: Fault | undefined;
  let sent = '';
  let passed = 0;
  const fault = () => own ?? shared();
  const destroy = () => sides.forEach((side) => side.destroy());

  /** Applies faults that act immediately; the others act when bytes pass. */
  function apply(): void {
    passed = 0;
    const { kind } = fault();
    if (kind === 'reset') sides.forEach((side) => side.resetAndDestroy());
    if (kind === 'refuse') destroy();
    for (const side of sides)
      if (kind === 'hang') side.pause();
      else side.resume();
    if (kind !== 'hang' && sides.some((side) => side.destroyed)) sides.forEach((side) => side.end());
  }

  function pass(chunk: Buffer, to: Socket, isFromServer: boolean): void {
    const now = fault();
    if (now.kind === 'reset') return sides.forEach((side) => side.resetAndDestroy());
    const changed = isFromServer ? applyByteFault(chunk, now) : chunk;
    if (isFromServer) {
      count(changed.length);
      passed += chunk.length;
    } else if (sent.length < KEPT_BYTES) sent += chunk.toString('latin1');
    const write = () => to.writable && to.write(changed);
    if (now.kind === 'delay') setTimeout(write, now.ms);
    else write();
    if (isFromServer && now.kind === 'cut' && passed >= now.afterBytes) to.end(() => destroy());
  }

  function applyByteFault(chunk: Buffer, now: Fault): Buffer {
    if (now.kind === 'cut') return chunk.subarray(0, Math.max(0, now.afterBytes - passed));
    if (now.kind !== 'corrupt') return chunk;
    const copy = Buffer.from(chunk);
    for (let at = now.everyBytes - 1 - (passed % now.everyBytes); at < copy.length; at += now.everyBytes)
      copy[at]! ^= 1;
    return copy;
  }

  client.on('data', (chunk: Buffer) => pass(chunk, upstream, false));
  upstream.on('data', (chunk: Buffer) => pass(chunk, client, true));
  for (const [side, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    // Broken connections are expected here.
    side.on('error', () => undefined);
    side.on('close', () => {
      const now = fault();
      // Delayed bytes must arrive before the end; a hung side must not notice it.
      if (now.kind === 'delay') setTimeout(() => other.end(), now.ms);
      else if (now.kind !== 'hang') other.end();
    });
  }
  apply();
  return {
    get sent() {
      return sent;
    },
    setFault: (next) => {
      own = next;
      apply();
    },
    closed: Promise.all(sides.map((side) => new Promise((resolve) => side.once('close', resolve)))),
    apply,
    destroy,
  };
}
