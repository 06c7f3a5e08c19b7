const ADMIN_EXPORT = "an export of Unleash's admin UI, which omits the constraints of segments";
const STATE_EXPORT = "an export of Unleash's state, which SDKs never see";

/** Unleash's other formats, by a field that only they have. */
const OTHER_FORMATS: readonly (readonly [field: string, description: string])[] = [
  ['featureStrategies', ADMIN_EXPORT],
  ['featureEnvironments', ADMIN_EXPORT],
  ['strategies', STATE_EXPORT],
  ['projects', STATE_EXPORT],
  ['environments', "a response of Unleash's admin API"],
  ['toggles', "a response of Unleash's frontend API, which holds results for one user and no strategies"],
  ['events', "a response of Unleash's delta API, which holds changes"],
];

const ADVICE =
  'Import the response of GET /api/client/features instead, requested with a backend token of the environment.';

/** Why `state` cannot be imported, if it is one of Unleash's other formats. */
export function otherExportMessage(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const other = OTHER_FORMATS.find(([field]) => Object.hasOwn(state, field));
  return other && `is ${other[1]}. ${ADVICE}`;
}
