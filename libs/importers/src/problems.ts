/** What of a feature has no exact counterpart here. The feature is not imported at all: half of it would be another feature. */
export type ImportProblem = {
  /** Its name, or its place in the list where it has none that can be read. */
  readonly feature: string;
  /** The part of it that is meant, like `strategy "byTenant"`. */
  readonly construct: string;
  readonly message: string;
};

/** Notes a problem. Whoever reports may return anything: nothing of that feature is used. */
export type Report = (construct: string, message: string) => void;
