type Values = Record<string, boolean | string | object>;

/** As much of a Burgee server as a provider sees of it, in memory: `fetch` is the one boundary. */
export function aServer(values: Values) {
  const asked: { context: { userId?: string } }[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const state = { values, version: 1, opened: 0, hold: undefined as Promise<void> | undefined };

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

  const fetch: typeof globalThis.fetch = async (input, init) =>
    new Request(input).url.includes('evaluation.changes') ? openStream(init?.signal) : answer(init?.body);

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
