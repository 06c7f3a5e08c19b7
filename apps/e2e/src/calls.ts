import type { Page } from 'playwright-core';

/** The calls that a page sends to the server. */
export type Calls = {
  /** Resolves with the next answer of a procedure, counted from the last one that was awaited. */
  readonly next: (procedure: string) => Promise<void>;
  /** Returns the calls sent since the last time, each as its procedure and input. */
  readonly taken: () => string[];
};

/** Records calls from now on. */
export function recordCalls(page: Page): Calls {
  let sent: string[] = [];
  const answered: string[] = [];
  const waiting = new Map<string, () => void>();
  page.on('request', (request) => {
    const procedure = procedureOf(request.url());
    if (procedure) sent.push(`${procedure} ${request.postData() ?? ''}`);
  });
  page.on('requestfinished', (request) => {
    const procedure = procedureOf(request.url());
    if (!procedure) return;
    answered.push(procedure);
    waiting.get(procedure)?.();
  });
  return {
    next: async (procedure) => {
      if (!answered.includes(procedure)) await new Promise<void>((resolve) => waiting.set(procedure, resolve));
      answered.length = 0;
    },
    taken: () => {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}

function procedureOf(url: string): string | undefined {
  return /\/trpc\/([\w.]+)/.exec(url)?.[1];
}
