import { z } from 'zod';
import { SegmentKey } from './ids.ts';
import { SEMVER_PATTERN } from './semver-pattern.ts';

/** Any name: `__proto__` and `constructor` never reach a prototype. */
export const AttributeName = z.string().min(1).max(100);

const MAX_VALUES = 10_000;
const texts = z.array(z.string().max(1_000)).max(MAX_VALUES);
const numbers = z.array(z.number('use a number of at most 15 digits, like 12.5')).min(1).max(100);
const instants = z
  .array(z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'use ISO 8601, like 2027-01-31T12:00:00Z'))
  .min(1)
  .max(100);
const versions = z
  .array(z.string().max(256).regex(SEMVER_PATTERN, 'use a version like 1.4.0 or 2.0.0-beta.1'))
  .min(1)
  .max(100);

function clause<O extends string, V extends z.ZodType>(operator: O, values: V) {
  return z.strictObject({ attribute: AttributeName, operator: z.literal(operator), values });
}
function textClause<O extends string>(operator: O) {
  return clause(operator, texts).extend({ ignoreCase: z.boolean().optional() });
}

/** Holds if it holds for any of `values` (`notIn`: for none of them). */
export const Clause = z.discriminatedUnion('operator', [
  clause('in', texts),
  clause('notIn', texts),
  textClause('contains'),
  textClause('startsWith'),
  textClause('endsWith'),
  clause('eq', numbers),
  clause('lt', numbers),
  clause('lte', numbers),
  clause('gt', numbers),
  clause('gte', numbers),
  clause('before', instants),
  clause('after', instants),
  clause('semverEq', versions),
  clause('semverLt', versions),
  clause('semverLte', versions),
  clause('semverGt', versions),
  clause('semverGte', versions),
  clause('matches', z.array(z.string().max(1_000)).min(1).max(100)),
  clause('inCidr', z.array(z.string().max(64)).max(MAX_VALUES)),
  z.strictObject({ attribute: AttributeName, operator: z.literal('exists') }),
]);
export type Clause = z.infer<typeof Clause>;
export type Operator = Clause['operator'];

const InSegment = z.strictObject({ segment: SegmentKey });

/** A tree of clauses. `{ all: [] }` holds for everyone, `{ any: [] }` for no one. */
export type Condition =
  { all: Condition[] } | { any: Condition[] } | { not: Condition } | z.infer<typeof InSegment> | Clause;

/** The input of `Condition`: keys without brands. */
export type ConditionInput =
  | { all: ConditionInput[] }
  | { any: ConditionInput[] }
  | { not: ConditionInput }
  | z.input<typeof InSegment>
  | z.input<typeof Clause>;

/** Named, because TypeScript would otherwise expand the tree in every declaration, and end its branches with `any`. */
type ConditionSchema = z.ZodType<Condition, ConditionInput>;

const All = z.strictObject({
  get all(): z.ZodType<Condition[], ConditionInput[]> {
    return z.array(Condition).max(100);
  },
});
const Any = z.strictObject({
  get any(): z.ZodType<Condition[], ConditionInput[]> {
    return z.array(Condition).max(100);
  },
});
const Not = z.strictObject({
  get not(): ConditionSchema {
    return Condition;
  },
});

export const Condition: ConditionSchema = z.union([All, Any, Not, InSegment, Clause]);
