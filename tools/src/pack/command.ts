import { spawn } from 'node:child_process';
import { once } from 'node:events';

type Options = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command after this time. */
  readonly timeoutMs?: number;
};
type Result = { readonly status: number | null; readonly stdout: string; readonly output: string };

/** Runs a command to its end, and returns what it printed. @throws Error with its output if it fails. */
export async function run(command: string, args: readonly string[], options: Options): Promise<string> {
  const { status, stdout, output } = await attempt(command, args, options);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${output}`);
  return stdout;
}

/** Like `run`, for commands whose failure is a result. */
export async function attempt(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs }: Options,
): Promise<Result> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(timeoutMs && { timeout: timeoutMs }),
  });
  let stdout = '';
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, output };
}
