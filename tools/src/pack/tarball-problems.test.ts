import { expect, it } from 'vitest';
import { type Manifest, readManifest, ROOT } from './packages.ts';
import { tarballProblems } from './tarball-problems.ts';

const manifest = readManifest(`${ROOT}/libs/flags/package.json`);
const files = {
  'package.json': '{}',
  LICENSE: 'Apache License',
  'README.md': '# Flags\n\n```ts\nimport { flag } from "@burgee/flags";\n```\n',
  'build/index.js': 'import { readFileSync } from "node:fs";\nexport const a = 1;\n',
};

function problemsOf(changed: Readonly<Record<string, string | undefined>>, fields: Partial<Manifest> = {}): string[] {
  const entries = Object.entries({ ...files, ...changed }).flatMap(([path, text]) =>
    text === undefined ? [] : [[path, text] as const],
  );
  return tarballProblems({ manifest: { ...manifest, ...fields }, files: new Map(entries) });
}

it('a tarball with a build, a README, a license and metadata has no problems', () => {
  expect(problemsOf({})).toEqual([]);
});

it.each([
  [{ 'README.md': undefined }, ['README.md is missing', 'the README of @burgee/flags shows no usage']],
  [{ LICENSE: undefined }, ['LICENSE is missing']],
  [{ 'build/index.js': undefined }, ['build/ is empty']],
  [{ 'src/index.ts': '' }, ['src/index.ts does not belong into the tarball']],
  [{ 'build/index.js.map': '' }, ['build/index.js.map does not belong into the tarball']],
  [{ 'build/tsconfig.tsbuildinfo': '' }, ['build/tsconfig.tsbuildinfo does not belong into the tarball']],
])('a tarball with the files %j is refused', (changed, problems) => {
  expect(problemsOf(changed)).toEqual(problems);
});

it.each([
  'import { a } from "@burgee/api-types";',
  'import{a}from"@burgee/api-types";',
  'export * from "@burgee/api-types/deep";',
  'type A = import("@burgee/api-types").A;',
  'let a = require("@burgee/api-types");',
  'import "@burgee/api-types";',
])('a build with %s is refused, because nobody installs that package', (code) => {
  expect(problemsOf({ 'build/index.js': code })).toEqual([
    'build/index.js imports @burgee/api-types, which is not a dependency',
  ]);
});

it('a program may write imports', () => {
  const code = `console.log("import { flag } from '@burgee/api-types';")`;

  expect(problemsOf({ 'build/index.js': code }, { exports: {}, bin: { burgee: 'build/index.js' } })).toEqual([]);
});

it('a build imports its dependencies, peer dependencies and itself', () => {
  const code = 'import "zod/v4"; import "react"; import "@burgee/flags/testing"; import "./chunk.js";';

  expect(
    problemsOf({ 'build/index.js': code }, { dependencies: { zod: '4' }, peerDependencies: { react: '19' } }),
  ).toEqual([]);
});

it.each([
  [{ license: undefined }, '"license" of package.json is missing or wrong'],
  [{ keywords: [] }, '"keywords" of package.json is missing or wrong'],
  [{ engines: { node: '>=24' } }, '"engines" of package.json is missing or wrong'],
  [{ repository: undefined }, '"repository" of package.json is missing or wrong'],
  [{ dependencies: { '@burgee/contracts': '^0.1.0' } }, 'depends on @burgee/contracts ^0.1.0 instead of 0.1.0'],
])('a manifest with %j is refused', (fields, problem) => {
  expect(problemsOf({}, fields)).toContain(problem);
});
