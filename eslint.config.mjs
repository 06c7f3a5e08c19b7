import nx from '@nx/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import importSort from 'eslint-plugin-simple-import-sort';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { ownLookup } from './tools/eslint/own-lookup.mjs';
import { wording } from './tools/eslint/wording.mjs';

// Who may import whom, as the table in docs/architecture.md says it. tools/src/workspace.test.ts compares the imports
// that really exist with that table project by project, which is finer than these tags.
const boundaries = [
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: ['type:contracts', 'type:core', 'type:testing'] },
  { sourceTag: 'type:data', onlyDependOnLibsWithTags: ['type:contracts', 'type:testing'] },
  { sourceTag: 'type:api', onlyDependOnLibsWithTags: ['type:contracts', 'type:core', 'type:data', 'type:testing'] },
  { sourceTag: 'type:bridge', onlyDependOnLibsWithTags: ['type:contracts', 'type:api', 'type:testing'] },
  {
    allSourceTags: ['type:sdk', 'runs:any'],
    onlyDependOnLibsWithTags: ['type:contracts', 'type:sdk', 'type:testing'],
  },
  {
    allSourceTags: ['type:sdk', 'runs:node'],
    onlyDependOnLibsWithTags: ['type:contracts', 'type:core', 'type:sdk', 'type:testing'],
  },
  {
    allSourceTags: ['type:app', 'runs:node'],
    onlyDependOnLibsWithTags: [
      'type:contracts',
      'type:core',
      'type:data',
      'type:api',
      'type:sdk',
      'type:bridge',
      'type:testing',
    ],
  },
  {
    allSourceTags: ['type:app', 'runs:browser'],
    onlyDependOnLibsWithTags: ['type:contracts', 'type:core', 'type:sdk', 'type:bridge', 'type:testing'],
  },
  { sourceTag: 'type:tool', notDependOnLibsWithTags: ['type:app'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contracts'] },

  // Tests run on Node, whatever they test. Of projects that run anywhere, only the bridge may import the API: its types.
  { sourceTag: 'runs:any', onlyDependOnLibsWithTags: ['runs:any', 'type:testing', 'type:api'] },
  { sourceTag: 'runs:node', onlyDependOnLibsWithTags: ['runs:node', 'runs:any'] },
  { sourceTag: 'runs:browser', onlyDependOnLibsWithTags: ['runs:browser', 'runs:any', 'type:testing'] },
];

const code = ['**/*.{ts,tsx}'];
const tests = ['**/*.test.{ts,tsx}', '**/*.test-d.ts', '**/src/**/test-*.{ts,tsx}'];
const configs = ['**/*.config.ts', 'tools/setup/*.ts'];
/** The composition roots: they make the time, randomness, ids and settings that everything else is given. */
const roots = [
  'apps/{server,cli}/src/{main,env}.ts',
  'apps/{admin,wishlist}/src/main.tsx',
  'libs/{client,node}/src/runtime.ts',
];
const tools = ['apps/e2e/**', 'tools/**', 'libs/testing/**'];

const shapes = [
  { selector: 'TSEnumDeclaration', message: 'Use a union or a Zod enum.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'ExportAllDeclaration', message: 'Name what is exported.' },
];
const passedIn = (thing) => `Take ${thing} as a parameter; only composition roots make it.`;
const surroundings = [
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: passedIn('the time') },
  {
    selector: ':matches(NewExpression, CallExpression)[callee.name="Date"][arguments.length=0]',
    message: passedIn('the time'),
  },
  { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: passedIn('randomness') },
  { selector: 'MemberExpression[property.name="randomUUID"]', message: passedIn('an id') },
  { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: passedIn('a setting') },
];
/** Browsers hide these from pages that came over plain HTTP under any name but localhost. */
const secureOnly = [
  {
    selector:
      'MemberExpression[object.name=/^(crypto|navigator)$/][property.name=/^(randomUUID|subtle|clipboard|locks|serviceWorker|storage)$/]',
    message: 'Pages over plain HTTP do not have it.',
  },
  {
    selector: 'ImportSpecifier[imported.name="useClipboard"]',
    message: 'It does nothing over plain HTTP: use copyText.',
  },
];
/** The API client has the types of the server's router, and none of its code. */
const serverCode = [
  {
    selector:
      ':matches(ImportDeclaration[importKind!="type"], ExportNamedDeclaration[exportKind!="type"], ImportExpression)[source.value="@burgee/api"]',
    message: 'Import only types of the server.',
  },
];
const browserCode = [
  'apps/{admin,wishlist}/src/**/*.{ts,tsx}',
  'libs/{api-client,client,contracts,react}/src/**/*.{ts,tsx}',
];
const surroundingModules = [
  ...['crypto', 'node:crypto'].map((name) => ({ name, importNames: ['randomUUID'], message: passedIn('an id') })),
  ...['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: passedIn('a setting') })),
];
const testingLibrary = { name: '@burgee/testing', message: 'Only tests, their helpers and tools may import it.' };
/** The entries of libraries, as their manifests list them, such as `@burgee/react/toolbar`. */
const entries = globSync('libs/*/package.json', { cwd: import.meta.dirname }).flatMap((file) => {
  const { name, exports } = JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
  return Object.keys(exports).map((path) => join(name, path));
});
const deepImports = {
  group: ['@burgee/*/**', ...entries.map((entry) => `!${entry}`)],
  message: 'Import what the library lists in its src/index.ts.',
};

/** `apps/admin/src/ui/format` alone knows the reader's locale. */
const formats = [
  { selector: 'MemberExpression[object.name="Intl"]', message: 'Use ui/format.' },
  { selector: 'MemberExpression[property.name=/^toLocale(Date|Time)?String$/]', message: 'Use ui/format.' },
  {
    selector:
      'ConditionalExpression[test.operator="==="][test.right.value=1]:matches([consequent.type=/Literal/], [alternate.type=/Literal/])',
    message: 'Use formatCount or pluralize of ui/format.',
  },
];
/** Which other features a feature of the admin app may import. Tests and lazily loaded files are exempt. */
const adminFeatures = {
  audit: ['overrides'],
  broken: ['flag', 'history', 'overrides'],
  code: [],
  connect: ['keys'],
  environments: [],
  flag: ['broken', 'code', 'flags', 'history', 'overrides', 'try-it'],
  flags: [],
  history: ['overrides'],
  import: [],
  keys: [],
  overrides: ['verdict'],
  people: [],
  segments: ['broken'],
  session: [],
  'try-it': ['verdict'],
  users: ['overrides', 'verdict'],
  verdict: [],
};
/** The layers of the admin app: `app` above `features` above `ui`. Features use what `app` provides, but not its routes. */
const adminLayers = [
  { folder: 'ui', regex: '^(\\.\\./)+(app|features)/', message: 'Components of ui know neither app nor features.' },
  {
    folder: 'app',
    regex: '^\\.\\./features/(?![a-z-]+/routes\\.ts$)',
    message: 'The app imports only the routes of features; it loads anything else lazily.',
  },
  ...Object.entries(adminFeatures).map(([feature, others]) => ({
    folder: `features/${feature}`,
    regex: `^\\.\\./(?!(${['\\.\\.', ...others].join('|')})/)|/app/(app|create-app|router)\\.`,
    message:
      'A feature imports no routes of the app, and only the features that `adminFeatures` in eslint.config.mjs lists.',
  })),
];

export default tseslint.config(
  {
    ignores: [
      ...['**/dist', '**/build', '**/coverage', '**/test-results', '**/.data', '.nx'],
      // Outside of the workspace, with lockfiles of their own: `npm run pack:check` and `npm run interop` compile them.
      ...['tools/outside', 'tools/interop', 'examples'],
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: code,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx, imports: importSort, burgee: { rules: { 'own-lookup': ownLookup, wording } } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          depConstraints: boundaries,
          // Its toolbar is loaded on demand, which says nothing of the rest of it.
          checkDynamicDependenciesExceptions: ['@burgee/react'],
          // Nothing is built before it is used: every project reads the source of the others.
          enforceBuildableLibDependency: false,
          allow: ['./setup/vitest.ts', '../../tools/setup/vitest.ts', '../../tools/setup/tsdown.ts'],
        },
      ],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // The compiler finds these.
      '@typescript-eslint/no-unused-vars': 'off',
      // We write closures, not classes: nothing of ours reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Where a port is asynchronous, one of its adapters may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-params': ['error', 4],
      // Packages, then files from far to near; without blank lines.
      'imports/imports': ['error', { groups: [['^\\u0000', '^[^.]', '^\\.\\./', '^\\./']] }],
      'burgee/wording': 'error',
      'no-restricted-syntax': ['error', ...shapes],
      'no-restricted-imports': ['error', { patterns: [deepImports] }],
    },
  },
  {
    files: code,
    ignores: [...tests, ...configs, ...tools],
    rules: {
      'burgee/own-lookup': 'error',
      'no-restricted-imports': ['error', { paths: [testingLibrary], patterns: [deepImports] }],
    },
  },
  {
    files: code,
    ignores: [...tests, ...configs, ...tools, ...roots],
    rules: {
      'no-restricted-syntax': ['error', ...shapes, ...surroundings],
      'no-restricted-imports': ['error', { paths: [testingLibrary, ...surroundingModules], patterns: [deepImports] }],
    },
  },
  {
    files: browserCode,
    ignores: [...tests, ...roots],
    rules: { 'no-restricted-syntax': ['error', ...shapes, ...surroundings, ...secureOnly] },
  },
  {
    files: ['apps/admin/src/**/*.{ts,tsx}'],
    ignores: [...tests, ...roots, 'apps/admin/src/ui/format/**'],
    rules: { 'no-restricted-syntax': ['error', ...shapes, ...surroundings, ...secureOnly, ...formats] },
  },
  ...adminLayers.map(({ folder, regex, message }) => ({
    files: [`apps/admin/src/${folder}/**/*.{ts,tsx}`],
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [testingLibrary, ...surroundingModules], patterns: [deepImports, { regex, message }] },
      ],
    },
  })),
  { files: roots.slice(1), rules: { 'no-restricted-syntax': ['error', ...shapes, ...secureOnly] } },
  {
    files: tests,
    rules: {
      // The callbacks of `it.each` and of properties have a parameter for each column.
      'max-params': 'off',
      // Bodies of responses, and matchers such as `expect.any()`, are `any`.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  // The most common passwords are data.
  { files: ['libs/api/src/access/common-words.ts'], rules: { 'burgee/wording': 'off' } },
  { files: configs, rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['libs/api-client/src/**'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', ...shapes, ...surroundings, ...secureOnly, ...serverCode] },
  },
  { files: ['libs/react/src/**', 'apps/{admin,wishlist}/src/**'], extends: [reactHooks.configs.flat.recommended] },
);
