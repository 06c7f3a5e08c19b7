/** A feature that cannot be converted although each of its parts could be. */
export type RefusedFeature = { readonly feature: string; readonly construct: string; readonly message: string };

/** One environment of an export, in the form that Unleash sends to SDKs. */
export type ExportedEnvironment = {
  /** Its name in Unleash; `undefined` if the export does not say. */
  readonly name: string | undefined;
  readonly state: unknown;
  readonly refused: readonly RefusedFeature[];
};
