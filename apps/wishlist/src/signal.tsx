/** Patterns of signal flags in a 60 by 40 viewBox. */
const PATTERNS = [
  'M0 0h20v40H0zM40 0h20v40H40z',
  'M0 0h60L0 40z',
  'M20 0h20v40H20z',
  'M0 13.3h60v13.4H0z',
  'M15 10h30v20H15z',
  'M0 0h30v20H0zM30 20h30v20H30z',
];
const CLOTHS = ['sea', 'red', 'sun', 'pine'];

/** A signal flag in place of a picture. The same item always gets the same one. */
export function Signal({ id }: { readonly id: string }) {
  const number = [...id].reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0,
    5_381,
  );
  return (
    <svg className="signal" data-cloth={CLOTHS[(number >>> 2) % CLOTHS.length]} viewBox="0 0 60 40" aria-hidden="true">
      <path className="field" d="M0 0h60v40H0z" />
      <path className="charge" d={PATTERNS[(number >>> 9) % PATTERNS.length]} />
    </svg>
  );
}
