/** The candidate that differs least from a misspelled text; `undefined` if none is similar. */
export function closest(text: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(text.length / 2.5));
  const near = candidates
    .map((candidate) => ({ candidate, edits: editsBetween(text, candidate) }))
    .filter(({ candidate, edits }) => edits <= limit || (text.length > 2 && candidate.startsWith(text)))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}

/** How many letters must be added, removed or replaced (Levenshtein). */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
