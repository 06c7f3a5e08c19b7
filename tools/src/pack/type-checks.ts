import { join } from 'node:path';
import { compile, type CompileError, type CompileOptions, COMPILERS, RESOLUTIONS } from './compile.ts';
import type { Outside } from './outside.ts';
import type { Report } from './report.ts';
import { countRightUses, markedLines, unexpectedErrors } from './wrong-uses.ts';

/** The JavaScript of the samples is written by one combination, as modules that Node loads. */
const EMITTING: Combination = { compiler: 'typescript', resolution: 'nodenext' };
/** The folder of that JavaScript. */
export const OUT = 'out';

/** Compiles right and wrong uses of all packages, by each compiler and each way to find modules. */
export async function checkTypes(report: Report, { folder, reacts }: Outside): Promise<void> {
  const marked = markedLines(folder);
  const right = countRightUses(folder);
  const projects = ['.', 'tsconfig.undeclared.json', ...(reacts.has(18) ? ['react-18'] : [])];
  for (const combination of combinations()) {
    await report.check(`types by ${combination.compiler}, ${combination.resolution}`, async () => {
      const errors = await Promise.all(projects.map((project) => compileUses(folder, project, combination)));
      const unexpected = unexpectedErrors(marked, errors.flat());
      if (unexpected.length > 0) throw new Error(unexpected.join('\n'));
      return `one error in each of ${marked.length} wrong lines, none in ${right} right uses, in ${projects.length} projects`;
    });
  }
}

/** The time of this check is that of `tsc` for an application that calls the API once. */
export async function checkOneCall(report: Report, { folder }: Outside): Promise<void> {
  await report.check('types of one call of the API', async () => {
    const [error] = await compileUses(folder, 'tsconfig.one-call.json', {
      compiler: 'typescript',
      resolution: 'nodenext',
    });
    if (error) throw new Error(error.message);
    return 'tsc with skipLibCheck: false';
  });
}

type Combination = Pick<CompileOptions, 'compiler' | 'resolution'>;

function combinations(): Combination[] {
  const resolutions = Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[];
  return COMPILERS.flatMap((compiler) => resolutions.map((resolution) => ({ compiler, resolution })));
}

function compileUses(outside: string, project: string, combination: Combination): Promise<CompileError[]> {
  const { compiler, resolution } = combination;
  const isEmitting = compiler === EMITTING.compiler && resolution === EMITTING.resolution && !project.endsWith('.json');
  return compile({ outside, project, ...combination, ...(isEmitting && { outDir: join(outside, project, OUT) }) });
}
