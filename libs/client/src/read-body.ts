import { MAX_ANSWER_BYTES } from '@burgee/contracts/wire';

/** Reads a body as UTF-8, part by part. The body is cancelled if `onText` throws. */
export async function readParts(
  body: ReadableStream<Uint8Array>,
  onText: (text: string, bytes: number) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onText(decoder.decode(value, { stream: true }), value.length);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Aborts answers that are larger than any valid one, instead of reading them completely (R14). */
export async function readText(response: Response): Promise<string> {
  // Some platforms have no streams.
  if (!response.body) return response.text();
  let text = '';
  let size = 0;
  await readParts(response.body, (part, bytes) => {
    size += bytes;
    if (size > MAX_ANSWER_BYTES) throw new Error(`The answer is too large.`);
    text += part;
  });
  return text;
}
