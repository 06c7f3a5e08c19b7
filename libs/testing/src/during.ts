import type { Fault, FaultProxy } from './fault-proxy.ts';

/** Faults that let no byte from the server through. */
const SILENT: readonly Fault['kind'][] = ['hang', 'refuse', 'reset'];

/**
 * Runs `work` under a fault, and restores the previous mode of the proxy.
 *
 * @throws Error if the fault was not in effect: the mode changed, nothing met the fault, or bytes passed that it should
 * block. Otherwise, a row of the harness could pass because the system was undisturbed.
 */
export async function during<T>(proxy: FaultProxy, fault: Fault, work: () => Promise<T>): Promise<T> {
  const before = proxy.fault;
  proxy.setFault(fault);
  const bytes = proxy.bytes;
  try {
    const result = await work();
    assertInEffect(proxy, fault, bytes);
    return result;
  } finally {
    proxy.setFault(before);
  }
}

function assertInEffect(proxy: FaultProxy, fault: Fault, bytesBefore: number): void {
  if (proxy.fault !== fault) throw new Error(`The proxy left the mode "${fault.kind}" for "${proxy.fault.kind}".`);
  if (proxy.met === 0) throw new Error(`Nothing met the fault "${fault.kind}".`);
  const passed = proxy.bytes - bytesBefore;
  if (SILENT.includes(fault.kind) && passed > 0) throw new Error(`${passed} bytes passed despite "${fault.kind}".`);
}
