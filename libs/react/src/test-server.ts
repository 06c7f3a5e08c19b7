type Values = Record<string, boolean | string | object>;

/** As much of a Burgee server as a provider sees of it, in memory: `fetch` is the one boundary. */
export function aServer(values: Values) {
  const asked: { context: { userId?: string } }[] = [];
  let set: string[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const state = {
    values,
    version: 1,
    opened: 0,
    hold: undefined as Promise<void> | undefined,
    /** How often session overrides were asked for. */
    overridden: 0,
    /** Why they are not set, where they are not. */
    refusal: undefined as string | undefined,
  };

  async function answer(body: unknown): Promise<Response> {
    asked.push(JSON.parse(body as string) as (typeof asked)[number]);
    const { version } = state;
    const flags = Object.fromEntries(Object.entries(state.values).map(([key, value]) => [key, answerOf(value)]));
    await state.hold;
    return Response.json({ result: { data: { environment: 'production', version, flags } } });
  }

  function openStream(signal: AbortSignal | null | undefined): Response {
    state.opened++;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        streams.add(controller);
        signal?.addEventListener('abort', () => {
          streams.delete(controller);
          controller.close();
        });
        send(controller, 'event: connected\ndata: {}\n\n');
      },
    });
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  /** Each one that is asked for is set for a day; clearing takes them all away. */
  function overrides(path: string, body: unknown): Response {
    const isSetting = path.includes('overrides.setSession');
    if (isSetting) state.overridden++;
    if (state.refusal) {
      const failure = { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' };
      return Response.json({ error: { message: state.refusal, code: -32000, data: { failure } } }, { status: 403 });
    }
    const input = JSON.parse(body as string) as { overrides?: { flagKey: string }[] };
    if (isSetting) set = (input.overrides ?? []).map(({ flagKey }) => flagKey);
    if (path.includes('overrides.clearSession')) set = [];
    const session = set.map((flagKey) => ({
      flagKey,
      value: true,
      expiresAt: '2026-11-22T06:00:00.000Z',
      reason: null,
    }));
    return Response.json({ result: { data: { environment: 'production', sessionId: 'tab', overrides: session } } });
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { url } = new Request(input);
    if (url.includes('evaluation.changes')) return openStream(init?.signal);
    return url.includes('/overrides.') ? overrides(url, init?.body) : answer(init?.body);
  };

  return {
    fetch,
    asked,
    streams,
    state,
    /** Changes flags, and says so on the streams. */
    publish: (next: Values) => {
      state.values = { ...state.values, ...next };
      state.version++;
      for (const stream of streams) send(stream, `data: {"version":${state.version}}\nid: ${state.version}\n\n`);
    },
  };
}
export type TestServer = ReturnType<typeof aServer>;

export function answerOf(value: boolean | string | object) {
  const isOn = value !== false;
  return { value: structuredClone(value) as never, enabled: isOn, reason: 'STATIC' as const };
}

function send(stream: ReadableStreamDefaultController<Uint8Array>, text: string): void {
  stream.enqueue(new TextEncoder().encode(text));
}
