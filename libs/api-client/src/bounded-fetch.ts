import { MAX_ANSWER_BYTES } from '@burgee/contracts';

type Fetch = typeof globalThis.fetch;

/** Aborts answers that are larger than any valid one, instead of reading them completely (R14). Not for endless streams. */
export function boundedFetch(fetch: Fetch, maxBytes = MAX_ANSWER_BYTES): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    // Some platforms have no streams, and a 304 has no body.
    if (!response.body) return response;
    return new Response(response.body.pipeThrough(countBytes(maxBytes)), response);
  };
}

function countBytes(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(new Error(`The answer is larger than ${maxBytes} bytes.`));
      else controller.enqueue(chunk);
    },
  });
}
