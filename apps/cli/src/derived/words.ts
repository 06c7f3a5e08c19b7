import { ownValue } from '@burgee/contracts/wire';
import type { Field, Fields, UseCase } from './use-case.ts';

/** A command that calls a use case. */
export type Entry = {
  readonly useCase: UseCase;
  readonly group: string;
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** Fields that the command sets itself. */
  readonly fixed: Fields;
  /** Values of fields that are not given. */
  readonly defaults: Fields;
  /** The fields that are arguments, in their order. */
  readonly args: readonly Field[];
  /** The fields that are options. */
  readonly options: readonly Field[];
  readonly example: Fields;
};

/** A command with a name of its own. A use case may have several. */
type Variant = {
  readonly name: string;
  readonly summary?: string;
  readonly fixed?: Fields;
  readonly defaults?: Fields;
  readonly hidden?: readonly string[];
  readonly args?: readonly string[];
  readonly example?: Fields;
};

const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  'flags.setEnabled': [
    { name: 'on', summary: 'Switch a flag on, and optionally set its percentage', fixed: { enabled: true } },
    {
      name: 'off',
      summary: 'Switch a flag off',
      fixed: { enabled: false },
      hidden: ['rolloutPercentage'],
      example: { reason: 'payments fail' },
    },
    {
      name: 'rollout',
      summary: 'Switch a flag on for a percentage of the users',
      fixed: { enabled: true },
      args: ['rolloutPercentage'],
    },
  ],
  'overrides.setUser': [{ name: 'set', defaults: { overrideType: 'include' } }],
  'overrides.removeUser': [{ name: 'remove' }],
  'overrides.setEmergency': [{ name: 'emergency' }],
};

/** Groups whose word differs from the first part of the name. */
const GROUPS: Readonly<Record<string, string>> = { environments: 'env' };

/** Use cases with a command of their own. */
const OWN_COMMANDS: readonly string[] = [
  'session.startLogin',
  'session.pollLogin',
  'diagnostics.get',
  'evaluation.explain',
  'audit.list',
  'audit.verify',
  'unleash.plan',
  'unleash.import',
  'environments.exportFile',
  'environments.planFile',
  'environments.applyFile',
];

/** Returns the commands that derive from use cases. */
export function entriesOf(useCases: readonly UseCase[]): Entry[] {
  return useCases
    .filter(({ name }) => !OWN_COMMANDS.includes(name))
    .flatMap((useCase) => {
      const [, last = ''] = useCase.name.split('.');
      const name = last === 'list' ? 'ls' : kebabCase(last);
      return (ownValue(VARIANTS, useCase.name) ?? [{ name }]).map((variant) => entryOf(useCase, variant));
    });
}

function entryOf(useCase: UseCase, variant: Variant): Entry {
  const { name, summary = useCase.summary, fixed = {}, defaults = {}, hidden = [], args = [] } = variant;
  const [first = ''] = useCase.name.split('.');
  const unset = useCase.fields.filter((field) => !Object.hasOwn(fixed, field.name) && !hidden.includes(field.name));
  const inPath = [...useCase.path.matchAll(/:(\w+)/g)].map(([, param]) => param);
  const isArgument = (field: Field) => field.param !== undefined || args.includes(field.name) || isNewKey(field);
  const place = (field: Field) => (field.param === undefined ? inPath.length : inPath.indexOf(field.param));
  return {
    ...{ useCase, name, summary, fixed, defaults },
    ...(name === 'ls' && { alias: 'list' }),
    group: ownValue(GROUPS, first) ?? first,
    args: unset.filter(isArgument).sort((a, b) => place(a) - place(b)),
    options: unset.filter((field) => !isArgument(field)),
    example: { ...useCase.example, ...variant.example },
  };
}

/** The key of what a command creates. */
function isNewKey({ name, in: place, isRequired }: Field): boolean {
  return name === 'key' && place === 'body' && isRequired === true;
}

/** Fields whose word differs from their name. */
const FIELDS: Readonly<Record<string, string>> = {
  flagKey: 'flag',
  userId: 'user',
  sessionId: 'session',
  testRunId: 'test-run',
  rolloutPercentage: 'percentage',
  // `--token` is the credential of every command.
  token: 'with-token',
};

/** The word of a field on the command line, such as `expires-at`. */
export function wordOf({ name }: Pick<Field, 'name'>): string {
  return ownValue(FIELDS, name) ?? kebabCase(name);
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
