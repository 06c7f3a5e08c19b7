import {
  Clause,
  Condition,
  CreateFlagInput,
  CreateSegmentInput,
  EvaluationContext,
  type HashAlgorithm,
  Instant,
  PublicEvaluation,
  Rollout,
  RuleInput,
  Split,
  SplitInput,
  TraceStep,
  UpdateFlagInput,
} from '@burgee/contracts';
import { bucketOf, compileRuleset, dealRanges, evaluate, explain, hashOf } from '@burgee/evaluator';
import { aFlag, aRule, aRuleset, NOW } from '@burgee/testing';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const evaluation = read('docs/evaluation.md');

const Cases = z.strictObject({
  condition: Condition,
  now: Instant.optional(),
  holds: z.array(EvaluationContext),
  fails: z.array(EvaluationContext),
});

const Deal = z.strictObject({
  before: Split.shape.ranges,
  weights: SplitInput.shape.weights,
  after: Split.shape.ranges,
});

/** The schema of a JSON block, by the word after its "json": the body as sent, without parts of the URL. */
const SCHEMAS = {
  answer: PublicEvaluation,
  cases: Cases,
  condition: Condition,
  context: EvaluationContext,
  deal: Deal,
  flag: CreateFlagInput.omit({ environment: true }),
  rollout: Rollout,
  rule: RuleInput,
  segment: CreateSegmentInput.omit({ environment: true }),
  step: TraceStep,
  update: UpdateFlagInput.omit({ environment: true, key: true }),
} satisfies Record<string, z.ZodType>;

type Block = { readonly kind: string; readonly line: number; readonly value: unknown };

const blocks: Block[] = [...evaluation.matchAll(/^```json *(\w*)\n(.*?)^```$/gms)].map((match) => ({
  kind: match[1] as string,
  line: evaluation.slice(0, match.index).split('\n').length,
  value: JSON.parse(match[2] as string),
}));
const blocksOf = (kind: string) => blocks.filter((block) => block.kind === kind);

describe('the examples of docs/evaluation.md', () => {
  it.each(blocks)('are valid: $kind in line $line', ({ kind, value }) => {
    expect(Object.keys(SCHEMAS)).toContain(kind);
    const { error } = SCHEMAS[kind as keyof typeof SCHEMAS].safeParse(value);

    expect(error?.issues ?? []).toEqual([]);
  });

  it.each(blocksOf('cases'))('match and fail as documented: line $line', ({ value }) => {
    const { condition, holds, fails, now } = Cases.parse(value);
    const flag = aFlag({ rollout: 0, rules: [aRule({ condition })] });
    const ruleset = compileRuleset(aRuleset({ flags: [flag] }));
    const isOn = (context: EvaluationContext) =>
      evaluate(ruleset, 'flag', context, { now: now ? Date.parse(now) : NOW }).enabled;

    expect(holds.filter((context) => !isOn(context))).toEqual([]);
    expect(fails.filter(isOn)).toEqual([]);
  });

  it.each(blocksOf('deal'))('deal buckets as documented: line $line', ({ value }) => {
    const { before, weights, after } = Deal.parse(value);

    expect(dealRanges(weights, before)).toEqual(after);
  });

  it('B.4 show a step of a trace as explain returns it', () => {
    const [step] = blocksOf('step');
    const rule = aRule({
      id: 'half-of-dach',
      condition: {
        all: [
          { attribute: 'country', operator: 'in', values: ['DE', 'AT', 'CH'] },
          { attribute: 'appVersion', operator: 'semverGte', values: ['4.2.0'] },
        ],
      },
    });
    const ruleset = compileRuleset(aRuleset({ flags: [aFlag({ rules: [rule] })] }));
    const { trace } = explain(ruleset, 'flag', { country: 'DE', appVersion: 'v4.2' }, { now: NOW });

    expect(trace).toContainEqual(step?.value);
  });

  it('show every operator', () => {
    const operators = Clause.options.flatMap(({ shape }) => [...shape.operator.values]);
    const shown = JSON.stringify(blocksOf('cases').map(({ value }) => value));

    expect(operators.length).toBeGreaterThan(19);
    expect(operators.filter((operator) => !shown.includes(`"operator":"${operator}"`))).toEqual([]);
  });

  it('W9.15 list the hashes and buckets that the evaluator computes', () => {
    const rows = [...evaluation.matchAll(/^\| `(.*):(.*?)` +\| `(murmur3|sha256)` +\| (\d+) +\| (\d+) /gm)];

    expect(rows.length).toBeGreaterThan(4);
    for (const [, salt = '', id = '', algorithm, hash, bucket] of rows) {
      const computed = hashOf(algorithm as Exclude<HashAlgorithm, 'unleash'>, salt, id);
      expect([computed, bucketOf(computed)], `${salt}:${id}`).toEqual([Number(hash), Number(bucket)]);
    }
  });
});

describe('docs/architecture.md', () => {
  const Manifest = z.object({
    nx: z.object({
      tags: z.tuple([z.templateLiteral(['type:', z.string()]), z.templateLiteral(['runs:', z.string()])]),
    }),
    dependencies: z.record(z.string(), z.string()).default({}),
    devDependencies: z.record(z.string(), z.string()).default({}),
  });
  /** The rows of "Who may import whom": a project, its type, where it runs, and what it may import. */
  const rows = new Map(
    [...read('docs/architecture.md').matchAll(/^\| `([\w-]+)` +\| (\w+) +\| (any|node|browser) +\| (.*?) *\|$/gm)].map(
      ([, project = '', type = '', runs = '', may = '']) => [project, { type, runs, may }],
    ),
  );
  const manifests = globSync('{apps/*,libs/*,tools}/package.json', { cwd: root });

  it.each(manifests)('describes %s and its allowed imports', (file) => {
    const { nx, dependencies, devDependencies } = Manifest.parse(JSON.parse(read(file)));
    const row = rows.get(file.split('/').at(-2) as string);
    const imported = Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) =>
      name.startsWith('@burgee/') ? name.slice('@burgee/'.length) : [],
    );

    expect(row).toMatchObject({ type: nx.tags[0].slice('type:'.length), runs: nx.tags[1].slice('runs:'.length) });
    if (row?.may === 'anything but apps') return;
    // All projects except flags and contracts may use the testing library in tests.
    expect(imported.filter((name) => name !== 'testing' && !row?.may.includes(`\`${name}\``))).toEqual([]);
  });

  it('has a row for every project and for no other', () => {
    expect([...rows.keys()].sort()).toEqual(manifests.map((file) => file.split('/').at(-2)).sort());
  });
});

describe('docs/operations.md', () => {
  it('describes every setting and its default', () => {
    const listed = [...read('.env.example').matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    const described = [...read('docs/operations.md').matchAll(/^\| `([A-Z_]+)` +\| (?:`(.*?)`)?.*?\|/gm)];

    expect(described.map(([, name, value = '']) => [name, value])).toEqual(
      listed.map(([name, value]) => [name, value || IMPLIED[name as keyof typeof IMPLIED] || '']),
    );
  });

  /** Defaults that the schema of the settings does not have. */
  const IMPLIED = { LOG_LEVEL: 'info' };
});

describe('links between documents', () => {
  const files = globSync(['*.md', 'docs/**/*.md'], { cwd: root });

  it.each(files)('of %s have existing targets', (file) => {
    const text = read(file).replace(/^```.*?^```$/gms, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
      /^https?:/.test(target) ? [] : target,
    );

    for (const target of targets) {
      const [path = '', anchor] = target.split('#');
      const linked = path ? join(file, '..', path) : file;
      expect(globSync(linked, { cwd: root }), target).not.toEqual([]);
      if (anchor)
        expect(
          read(linked)
            .match(/^#+ .*$/gm)
            ?.map(anchorOf),
          target,
        ).toContain(anchor);
    }
  });

  /** Generates an anchor like GitHub. */
  function anchorOf(heading: string): string {
    return heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  }
});
