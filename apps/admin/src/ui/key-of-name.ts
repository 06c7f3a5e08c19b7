type KeyRule = {
  /** Decomposed names lose their accents, composed ones keep them. */
  readonly form: 'NFKC' | 'NFKD';
  readonly dropped: RegExp;
  /** Runs of other characters become one hyphen. */
  readonly others: RegExp;
  readonly notAtStart: RegExp;
  readonly maxLength: number;
};

const APOSTROPHES_AND_ACCENTS = /['’\p{M}]/gu;

/** The rules of `FlagKey`, `SegmentKey` and `EnvironmentKey`. Only flag keys may contain letters of any script. */
const RULES = {
  flag: {
    form: 'NFKC',
    // A key must not contain invisible characters.
    dropped: /['’\p{Default_Ignorable_Code_Point}]/gu,
    others: /[^\p{L}\p{M}\p{N}]+/gu,
    notAtStart: /^[-\p{M}]+/u,
    maxLength: 100,
  },
  segment: {
    form: 'NFKD',
    dropped: APOSTROPHES_AND_ACCENTS,
    others: /[^a-z0-9]+/g,
    notAtStart: /^-+/,
    maxLength: 100,
  },
  environment: {
    form: 'NFKD',
    dropped: APOSTROPHES_AND_ACCENTS,
    others: /[^a-z0-9]+/g,
    notAtStart: /^[^a-z]+/,
    maxLength: 20,
  },
} as const satisfies Record<string, KeyRule>;

/** Suggests a key for a name: `new-checkout-2027` for "New checkout (2027)". Empty if the name has no usable character. */
export function keyOfName(name: string, kind: keyof typeof RULES): string {
  const { form, dropped, others, notAtStart, maxLength } = RULES[kind];
  return (
    name
      .normalize(form)
      .toLowerCase()
      .replaceAll(dropped, '')
      .replaceAll(others, '-')
      .replace(notAtStart, '')
      .slice(0, maxLength)
      // The cut can leave a hyphen or half of a surrogate pair.
      .replace(/[-\p{Cs}]+$/u, '')
  );
}
