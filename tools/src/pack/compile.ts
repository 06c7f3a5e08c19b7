import { join } from 'node:path';
import { attempt } from './command.ts';

/** The compilers and the ways to find modules that applications use: folders of `tools/outside/node_modules`. */
export const COMPILERS = ['typescript-5', 'typescript'] as const;
export const RESOLUTIONS = {
  nodenext: ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
} as const;

export type CompileOptions = {
  /** The folder with the compilers. */
  readonly outside: string;
  readonly compiler: (typeof COMPILERS)[number];
  readonly resolution: keyof typeof RESOLUTIONS;
  /** A path within `outside`. */
  readonly project: string;
  /** Writes JavaScript to this folder, and nothing without it. */
  readonly outDir?: string;
};

/** An error of the compiler. */
export type CompileError = { readonly file: string; readonly line: number; readonly message: string };

/** One of tRPC's own declarations, `adapters/ws`, names a type that `ws` does not have. */
const NOT_OURS = /(^|\/)node_modules\/@trpc\//;

/** Compiles a project with `skipLibCheck: false`, and returns its errors, except those within the declarations of tRPC. */
export async function compile({
  outside,
  compiler,
  resolution,
  project,
  outDir,
}: CompileOptions): Promise<CompileError[]> {
  const tsc = join(outside, 'node_modules', compiler, 'bin/tsc');
  const output = outDir ? ['--outDir', outDir] : ['--noEmit'];
  const args = [tsc, '--project', join(outside, project), ...RESOLUTIONS[resolution], ...output, '--pretty', 'false'];
  const result = await attempt(process.execPath, args, { cwd: outside });
  const errors = parseErrors(result.stdout);
  if (result.status !== 0 && errors.length === 0) throw new Error(`tsc failed:\n${result.output}`);
  return errors.filter(({ file }) => !NOT_OURS.test(file));
}

/** Errors in the output of `tsc --pretty false`; lines that begin with spaces continue the message before. */
export function parseErrors(output: string): CompileError[] {
  const errors: CompileError[] = [];
  for (const line of output.split('\n')) {
    const [, file, at, message = ''] = /^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/.exec(line) ?? [];
    const [, global] = /^error (TS\d+: .*)$/.exec(line) ?? [];
    if (file) errors.push({ file, line: Number(at), message });
    else if (global) errors.push({ file: 'tsconfig.json', line: 0, message: global });
  }
  return errors;
}
