const HEADLESS = /^(who|whoever|whom|whose|what|whatever|of|such|where)\b/i;

/** Returns the sentences that begin with a relative pronoun instead of a subject. Questions may begin with What, Who and Where. */
export function headlessSentences(text) {
  const sentences = text.replace(/\s+/g, ' ').match(/[^.:!?]+[.:!?]*/g) ?? [];
  return sentences.map((sentence) => sentence.trim()).filter((it) => HEADLESS.test(it) && !it.endsWith('?'));
}
