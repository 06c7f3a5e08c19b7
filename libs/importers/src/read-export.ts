import { DomainError, validationFailure } from '@burgee/contracts';
import { z } from 'zod';
import type { ExportedEnvironment } from './export-environments.ts';
import { environmentsOfFlat, environmentsOfNested, FlatExport, NestedExport } from './export-nested.ts';
import { environmentsOfTables, ExportTables } from './export-tables.ts';

/** A format of exports: how it is recognized, and how its environments are read. */
type Format = {
  readonly isFormat: (document: Readonly<Record<string, unknown>>) => boolean;
  readonly read: (document: unknown) => ExportedEnvironment[];
};

const FORMATS: readonly Format[] = [
  {
    isFormat: (document) =>
      ['featureStrategies', 'featureEnvironments'].some((field) => Object.hasOwn(document, field)),
    read: (document) => environmentsOfTables(parse(ExportTables, document)),
  },
  {
    isFormat: ({ features }) => hasFieldSomewhere(features, 'environments'),
    read: (document) => environmentsOfNested(parse(NestedExport, document)),
  },
  {
    isFormat: (document) => Object.hasOwn(document, 'strategies'),
    read: (document) => environmentsOfFlat(parse(FlatExport, document)),
  },
  {
    isFormat: () => true,
    read: (document) => [{ name: environmentOfQuery(document), state: document, refused: [] }],
  },
];

const AnyExport = z.looseObject({ features: z.array(z.unknown()) });

/**
 * Reads any export of Unleash: the response for SDKs, of the admin API, an export of the state (versions 1 to 5) or of
 * selected features.
 *
 * @throws DomainError VALIDATION_FAILED if it is something else.
 */
export function readExport(document: unknown): readonly ExportedEnvironment[] {
  const parsed = AnyExport.safeParse(document);
  if (!parsed.success) throw notAnExport(document);
  const format = FORMATS.find(({ isFormat }) => isFormat(parsed.data)) as Format;
  return format.read(document);
}

function parse<S extends z.ZodType>(schema: S, document: unknown): z.infer<S> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const { details } = validationFailure(parsed.error);
  const placed = details.map(({ path, message }) => ({ path: path ? `document.${path}` : 'document', message }));
  throw new DomainError({ code: 'VALIDATION_FAILED', details: placed });
}

/** Formats that are not exports, by a field that only they have. */
const OTHERS: readonly (readonly [field: string, description: string])[] = [
  ['toggles', "a response of Unleash's frontend API, which holds results for one user"],
  ['events', "a response of Unleash's delta API, which holds changes"],
  ['environments', 'a single feature of the admin API'],
];

function notAnExport(document: unknown): DomainError {
  const fields = typeof document === 'object' && document !== null ? document : {};
  const other = OTHERS.find(([field]) => Object.hasOwn(fields, field));
  const message = other
    ? `is ${other[1]}: import an export, or the response of GET /api/client/features`
    : 'is not an export of Unleash: it has no list of features';
  return new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'document', message }] });
}

function hasFieldSomewhere(items: unknown, field: string): boolean {
  return (items as readonly unknown[]).some(
    (item) => typeof item === 'object' && item !== null && Object.hasOwn(item, field),
  );
}

const Query = z.object({ query: z.object({ environment: z.string() }) });

/** Newer versions of Unleash say for which environment they answer. */
function environmentOfQuery(document: unknown): string | undefined {
  return Query.safeParse(document).data?.query.environment;
}
