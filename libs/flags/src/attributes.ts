/** A value of an attribute. A date is sent as ISO 8601 text. */
export type AttributeValue = string | number | boolean | Date | readonly string[] | null | undefined;

/**
 * The attributes of a user, as rules compare them. The same as `EvaluationContext` of `@burgee/contracts`, on which this package
 * must not depend; a type test of the client compares the two.
 */
export type AnyContext = {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly testRunId?: string | undefined;
  readonly [attribute: string]: AttributeValue;
};

/** The ids that every context may have. */
export type Ids = Pick<AnyContext, 'userId' | 'sessionId' | 'testRunId'>;

/** A declared attribute of contexts. */
export type AttributeDefinition<Value extends AttributeValue = AttributeValue> = {
  readonly type: 'string' | 'number' | 'boolean' | 'date' | 'strings';
  /** The only values of an attribute that was declared with `oneOf`. */
  readonly values?: readonly Value[];
};

/** Declares the attributes in `defineFlags`. All of them are optional in a context. */
export const context = {
  string: (): AttributeDefinition<string> => ({ type: 'string' }),
  number: (): AttributeDefinition<number> => ({ type: 'number' }),
  boolean: (): AttributeDefinition<boolean> => ({ type: 'boolean' }),
  date: (): AttributeDefinition<Date> => ({ type: 'date' }),
  /** A list of texts, such as groups. */
  strings: (): AttributeDefinition<readonly string[]> => ({ type: 'strings' }),
  /** An attribute with these texts as its only values. */
  oneOf: <const Value extends string>(values: readonly [Value, ...Value[]]): AttributeDefinition<Value> => {
    return { type: 'string', values };
  },
};
