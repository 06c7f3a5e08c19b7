import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const json = (file: string): unknown => JSON.parse(read(file));

const Manifest = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  engines: z.object({ node: z.string() }).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});
const manifests = ['package.json', ...globSync('{apps/*,libs/*,tools}/package.json', { cwd: root })].map((file) =>
  Manifest.parse(json(file)),
);
const [rootManifest] = manifests;
const packages = manifests.flatMap((each) =>
  Object.keys({
    ...each.dependencies,
    ...each.devDependencies,
    ...each.optionalDependencies,
    ...each.peerDependencies,
  }),
);
const majorOf = (text: string | undefined) => Number(/\d+/.exec(text ?? '')?.[0]);
const nodeMajor = majorOf(read('.nvmrc'));

const files = [
  ...globSync(['.github/*', '.github/*/*', '.devcontainer/*', '.vscode/*'], { cwd: root }).filter((file) =>
    /\.\w+$|CODEOWNERS$/.test(file.slice(1)),
  ),
  '.ci/run',
  'renovate.json',
  'CONTRIBUTING.md',
  'CODE_OF_CONDUCT.md',
  'SECURITY.md',
];

describe('the files of the repository', () => {
  it.each(files)('%s parses, if it is YAML or JSON', (file) => {
    if (file.endsWith('.json')) expect(json(file)).toBeTypeOf('object');
    if (file.endsWith('.yml')) expect(parse(read(file), { strict: true })).toBeTypeOf('object');
  });

  it.each(files)('%s names npm scripts that exist', (file) => {
    const scripts = [...read(file).matchAll(/npm run (?:--\S+ )*([\w:]+)/g)].map(([, name = '']) => name);

    expect(scripts.filter((name) => !Object.hasOwn(rootManifest?.scripts ?? {}, name))).toEqual([]);
  });

  it.each(files)('%s names files that exist', (file) => {
    const named = read(file).match(
      /(?<![\w/.@-])(?:(?:\.ci|\.github|apps|docs|http|libs|tools)\/[\w./-]+|[A-Z_]+\.md)/g,
    );
    // The rest of a path with a placeholder, such as apps/<name>, is not a path.
    const missing = (named ?? []).filter((path) => !existsSync(join(root, path.replace(/[./]$/, ''))));

    expect(missing.filter((path) => !OUTPUTS.some((output) => path.startsWith(output)))).toEqual([]);
  });

  /** Paths that tools write and Git ignores. */
  const OUTPUTS = ['docs/screens/all'];
});

describe('.github/workflows/ci.yml', () => {
  const Step = z.object({ uses: z.string().optional(), run: z.string().optional() });
  const Workflow = z.object({
    permissions: z.record(z.string(), z.string()),
    jobs: z.object({
      ci: z.object({
        'runs-on': z.literal('ubuntu-latest'),
        container: z.object({ image: z.string() }),
        steps: z.array(Step),
      }),
    }),
  });
  const workflow = Workflow.parse(parse(read('.github/workflows/ci.yml')));
  const { container, steps } = workflow.jobs.ci;

  it('runs .ci/run, and may not write', () => {
    expect(steps.map(({ run }) => run)).toContain('bash .ci/run');
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  it('runs on the oldest Node that is supported', () => {
    expect(majorOf(container.image)).toBe(majorOf(rootManifest?.engines?.node));
  });

  it('puts the cases of Unleash where their test reads them', () => {
    const place = /'\.\.\/\.\.\/\.\.\/\.\.\/(shared\/[\w/]+)\/?'/.exec(
      read('libs/testing/src/unleash-conformance.ts'),
    )?.[1];

    expect(place).toBeDefined();
    expect(steps.some(({ run }) => run?.includes(`$(dirname "$GITHUB_WORKSPACE")/${place}`))).toBe(true);
  });
});

describe('.github/workflows/nightly.yml', () => {
  it('runs commands that exist', () => {
    const Workflow = z.object({
      jobs: z.object({
        nightly: z.object({ strategy: z.object({ matrix: z.object({ command: z.array(z.string()) }) }) }),
      }),
    });
    const { command } = Workflow.parse(parse(read('.github/workflows/nightly.yml'))).jobs.nightly.strategy.matrix;
    const { scripts } = JSON.parse(read('package.json')) as { scripts: object };

    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(command));
  });
});

describe('issue forms', () => {
  const Field = z.strictObject({
    type: z.enum(['textarea', 'input', 'dropdown', 'checkboxes']),
    id: z.string().regex(/^[\w-]+$/),
    attributes: z.strictObject({
      label: z.string(),
      description: z.string().optional(),
      placeholder: z.string().optional(),
      render: z.string().optional(),
      options: z.array(z.union([z.string(), z.strictObject({ label: z.string() })])).optional(),
    }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  });
  const Text = z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string() }) });
  const Form = z.strictObject({
    name: z.string(),
    description: z.string(),
    labels: z.array(z.string()),
    body: z.array(z.union([Field, Text])),
  });
  const forms = globSync('.github/ISSUE_TEMPLATE/!(config).yml', { cwd: root });

  it('exist for bugs, features and SDKs', () => {
    expect(forms.map((file) => file.split('/').at(-1)).toSorted()).toEqual(['bug.yml', 'feature.yml', 'sdk.yml']);
  });

  it.each(forms)('%s has the shape that GitHub reads, and asks each question once', (file) => {
    const { body } = Form.parse(parse(read(file)));
    const ids = body.flatMap((field) => ('id' in field ? field.id : []));

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(2);
  });

  it('a bug report has the output of routes that exist', () => {
    const served = read('apps/server/src/health.ts');

    for (const path of ['/version', '/readyz']) {
      expect(read('.github/ISSUE_TEMPLATE/bug.yml')).toContain(`\`curl http://localhost:4000${path}\``);
      expect(served).toContain(`router.get('${path}'`);
    }
  });

  it('the form for SDKs names packages that exist', () => {
    const named = [...new Set(read('.github/ISSUE_TEMPLATE/sdk.yml').match(/@burgee\/[\w-]+/g))];
    const names = globSync('libs/*', { cwd: root }).map((folder) => folder.replace('libs/', '@burgee/'));

    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});

it('CODEOWNERS has an owner for each pattern, and each pattern matches something', () => {
  const lines = read('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  expect(lines[0]).toMatch(/^\*\s/);
  for (const line of lines) {
    const [pattern = '', owner] = line.split(/\s+/);
    expect(owner, line).toMatch(/^@[\w-]+(\/[\w-]+)?$/);
    if (pattern !== '*') expect(existsSync(join(root, pattern)), line).toBe(true);
  }
});

describe('the development container', () => {
  const dockerfile = read('.devcontainer/Dockerfile');
  const DevContainer = z.object({
    containerEnv: z.record(z.string(), z.string()),
    forwardPorts: z.array(z.number()),
    customizations: z.object({ vscode: z.object({ extensions: z.array(z.string()) }) }),
  });
  const { containerEnv, forwardPorts, customizations } = DevContainer.parse(json('.devcontainer/devcontainer.json'));

  it('has the Node of .nvmrc', () => {
    expect(/^FROM node:(\S+)/m.exec(dockerfile)?.[1]).toMatch(new RegExp(`^${nodeMajor}-`));
  });

  it('installs the programs that CI installs', () => {
    const programs = [...read('.ci/run').matchAll(/missing\+=\(([\w-]+)\)/g)].map(([, name = '']) => name);

    expect(programs.length).toBeGreaterThan(2);
    expect(dockerfile.split(/\s+/)).toEqual(expect.arrayContaining(programs));
  });

  it('sets variables that are read, and forwards the port of the server', () => {
    const readers = read('libs/testing/src/programs.ts');
    const port = /^# PORT=(\d+)$/m.exec(read('.env.example'))?.[1];

    for (const name of Object.keys(containerEnv)) expect(readers).toContain(`${name} } = process.env`);
    expect(forwardPorts).toEqual([Number(port)]);
  });

  it('has the extensions that .vscode recommends', () => {
    const { recommendations } = z
      .object({ recommendations: z.array(z.string()) })
      .parse(json('.vscode/extensions.json'));

    expect(customizations.vscode.extensions).toEqual(recommendations);
  });
});

it('.vscode/settings.json names paths that npm ci creates', () => {
  const paths = Object.values(json('.vscode/settings.json') as object).filter((value) =>
    /^node_modules\//.test(`${value}`),
  );

  expect(paths.length).toBeGreaterThan(1);
  for (const path of paths as string[]) expect(existsSync(join(root, path)), path).toBe(true);
});

describe('renovate.json', () => {
  const Rule = z.object({ matchPackageNames: z.array(z.string()).default([]) });
  const { packageRules } = z.object({ packageRules: z.array(Rule) }).parse(json('renovate.json'));
  const images = [...read('docker-compose.yml').matchAll(/image: ([\w-]+):/g)].map(([, name = '']) => name);

  it.each(packageRules.flatMap(({ matchPackageNames }) => matchPackageNames))('%s matches a dependency', (pattern) => {
    expect([...packages, ...images].some((name) => matchesGlob(name, pattern))).toBe(true);
  });
});
