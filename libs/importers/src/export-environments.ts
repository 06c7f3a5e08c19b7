import { unknownFieldsMessage } from './fields.ts';

/** A feature that cannot be converted although each of its parts could be. */
export type RefusedFeature = { readonly feature: string; readonly construct: string; readonly message: string };

/** One environment of an export, in the form that Unleash sends to SDKs. */
export type ExportedEnvironment = {
  /** Its name in Unleash; `undefined` if the export does not say. */
  readonly name: string | undefined;
  readonly state: unknown;
  readonly refused: readonly RefusedFeature[];
};

/** Fields of a feature in an environment that are read, or that decide nothing for SDKs. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['name', 'featureName', 'environment', 'enabled', 'strategies', 'variants'],
  ...['type', 'sortOrder', 'variantCount', 'changeRequestIds', 'lastSeenAt', 'hasStrategies', 'hasEnabledStrategies'],
  ...['yes', 'no', 'milestoneName', 'milestoneOrder', 'totalMilestones'],
]);

/** Refuses a feature whose environment has an unknown field, such as release plans. Nothing and an empty list decide nothing. */
export function refuseUnknownFields(entry: object, refuse: (construct: string, message: string) => void): void {
  const unknown = Object.entries(entry).filter(([name, value]) => {
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
    return !KNOWN.has(name) && !isEmpty;
  });
  if (unknown.length > 0) refuse('environment', unknownFieldsMessage(unknown.map(([name]) => name)));
}
