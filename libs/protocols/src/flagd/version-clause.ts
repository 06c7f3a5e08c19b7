import type { Clause } from '@burgee/contracts';
import { isText, variableOf } from './attribute.ts';
import { all, any, Inexact, type Logic, not } from './logic.ts';

type VersionClause = Extract<Clause, { operator: 'semverEq' | 'semverLt' | 'semverLte' | 'semverGt' | 'semverGte' }>;

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LAST = `${DIGITS}${LETTERS}${LETTERS.toUpperCase()}-`;

/** flagd's `sem_ver` also accepts what is not a version: `v1.2.3`, `1.2`, numbers, and spaces around it. */
export function compareVersions({ attribute, values }: VersionClause, operator: string): Logic {
  const { value } = variableOf(attribute);
  return all([
    isText(value),
    { in: [{ substr: [value, 0, 1] }, DIGITS] },
    { in: [{ substr: [value, -1] }, LAST] },
    not(isPartial(value)),
    any(values.map((version) => ({ sem_ver: [value, operator, exactVersion(version)] }))),
  ]);
}

/** Only `1` and `1.2` are still accepted with one number more. */
function isPartial(value: Logic): Logic {
  return { sem_ver: [{ cat: ['0.', value] }, '>=', '0.0.0'] };
}

/** @throws Inexact for numbers that flagd does not compare by all of their digits. */
function exactVersion(version: string): string {
  if (version.match(/\d+/g)?.every((digits) => Number.isSafeInteger(Number(digits)))) return version;
  throw new Inexact(`compares versions with ${version}, whose numbers are too large for flagd`);
}
