type Value = boolean | number | string | object;
type Values = Record<string, Value>;

/** An in-memory fake of the parts of a Burgee server that a provider uses. `fetch` is its only interface. */
export function aServer(values: Values) {
  const requests: { context: { userId?: string; sessionId?: string } }[] = [];
  const sessionOverrides = new Map<string, Value>();
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const state = {
    values,
    version: 1,
    opened: 0,
    /** Delays evaluations until it resolves. */
    delay: undefined as Promise<void> | undefined,
    /** How often session overrides were requested. */
    overridden: 0,
    /** If set, the message with which all overrides are refused as not permitted. */
    refusal: undefined as string | undefined,
    /** If set, the message with which a single override is refused as invalid. */
    failure: undefined as string | undefined,
    /** Values of emergency overrides, which take precedence over session overrides. */
    emergency: {} as Values,
  };

  async function answer(body: unknown): Promise<Response> {
    const request = JSON.parse(body as string) as (typeof requests)[number];
    requests.push(request);
    const { version } = state;
    const flags: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(state.values)) flags[key] = flagAnswer(value);
    if (request.context.sessionId !== undefined) {
      for (const [key, value] of sessionOverrides) flags[key] = { ...flagAnswer(value), reason: 'OVERRIDE' };
    }
    for (const [key, value] of Object.entries(state.emergency)) flags[key] = flagAnswer(value);
    await state.delay;
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

  /** Sets each requested override to its value, where `on` stands for true. */
  function overrides(path: string, body: unknown): Response {
    const isSetting = path.includes('overrides.setSession');
    if (isSetting) state.overridden++;
    if (state.refusal) {
      const failure = { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' };
      return Response.json({ error: { message: state.refusal, code: -32000, data: { failure } } }, { status: 403 });
    }
    if (state.failure) {
      return Response.json({ error: { message: state.failure, code: -32000, data: {} } }, { status: 400 });
    }
    const input = JSON.parse(body as string) as { overrides?: { flagKey: string; value: Value }[]; flagKey?: string };
    if (isSetting)
      for (const { flagKey, value } of input.overrides ?? []) sessionOverrides.set(flagKey, value === 'on' || value);
    if (path.includes('overrides.clearSession'))
      for (const key of input.flagKey ? [input.flagKey] : [...sessionOverrides.keys()]) sessionOverrides.delete(key);
    const session = [...sessionOverrides].map(([flagKey, value]) => ({
      flagKey,
      value,
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
    requests,
    streams,
    state,
    /** Changes flags and announces a new version on the streams. */
    publish: (next: Values) => {
      state.values = { ...state.values, ...next };
      state.version++;
      for (const stream of streams) send(stream, `data: {"version":${state.version}}\nid: ${state.version}\n\n`);
    },
  };
}
export type TestServer = ReturnType<typeof aServer>;

export function flagAnswer(value: Value) {
  const isOn = value !== false;
  return { value: structuredClone(value) as never, enabled: isOn, reason: 'STATIC' as const };
}

function send(stream: ReadableStreamDefaultController<Uint8Array>, text: string): void {
  stream.enqueue(new TextEncoder().encode(text));
}
