/** Calls `work` once after `ms`, unless the returned function is called first. In Node, it does not keep the process alive. */
export function after(ms: number, work: () => void): () => void {
  const timer: unknown = setTimeout(work, ms);
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer as number);
}
