/** The format that Unleash's server SDKs poll, as far as we use it. Segments are inlined. */

export type UnleashOperator =
  | 'IN'
  | 'NOT_IN'
  | 'STR_STARTS_WITH'
  | 'STR_ENDS_WITH'
  | 'STR_CONTAINS'
  | 'NUM_EQ'
  | 'NUM_GT'
  | 'NUM_GTE'
  | 'NUM_LT'
  | 'NUM_LTE'
  | 'DATE_AFTER'
  | 'DATE_BEFORE'
  | 'SEMVER_EQ'
  | 'SEMVER_GT'
  | 'SEMVER_LT'
  | 'REGEX'
  | 'IN_CIDR';

/** Some SDKs read `values` of every operator, so it is never absent. */
export type UnleashConstraint = {
  readonly contextName: string;
  readonly operator: UnleashOperator;
  readonly values: readonly string[];
  readonly value?: string;
  /** The result is negated, even for a missing or unreadable field. */
  readonly inverted?: true;
};

export type UnleashVariant = {
  readonly name: string;
  readonly weight: number;
  readonly stickiness: string;
  readonly payload?: { readonly type: 'string' | 'number' | 'json'; readonly value: string };
};

export type UnleashStrategy = {
  readonly name: 'default' | 'flexibleRollout';
  readonly parameters: Readonly<Record<string, string>>;
  readonly constraints: readonly UnleashConstraint[];
  readonly variants?: readonly UnleashVariant[];
};

export type UnleashDependency = {
  readonly feature: string;
  readonly enabled: boolean;
  readonly variants?: readonly string[];
};

export type UnleashFeature = {
  readonly name: string;
  readonly type: 'release';
  readonly enabled: boolean;
  readonly project: 'default';
  readonly stale: false;
  readonly impressionData: false;
  /** Ored: the first one that matches supplies the variants. */
  readonly strategies: readonly UnleashStrategy[];
  readonly variants: readonly UnleashVariant[];
  readonly dependencies?: readonly UnleashDependency[];
};
