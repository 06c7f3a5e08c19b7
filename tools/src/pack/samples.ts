import { MINUTE_MS } from '@burgee/contracts';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { attempt } from './command.ts';
import type { SampleServer } from './sample-server.ts';
import { OUT } from './type-checks.ts';

/**
 * Runs every sample of the application in `folder` to its end. A sample that keeps the process alive is ended after a
 * minute, and has failed.
 *
 * @param server the server that samples ask.
 * @throws Error with the output of those that failed.
 */
export async function runSamples(node: string, folder: string, server: SampleServer): Promise<string> {
  const samples = globSync([`${OUT}/samples/*.js`, 'src/samples/*.{cjs,mjs}'], { cwd: folder }).toSorted();
  const env = { BURGEE_URL: server.url, BURGEE_TOKEN: server.token, BURGEE_KEY: server.key };
  const failures: string[] = [];
  for (const sample of samples) {
    // As Jest, which cannot require an ES module, and Node before 20.19.
    const options = sample.endsWith('.cjs') ? ['--no-experimental-require-module'] : [];
    const { status, output } = await attempt(node, [...options, sample], { cwd: folder, env, timeoutMs: MINUTE_MS });
    if (status !== 0) failures.push(`${sample} ended with ${status}:\n${output}`);
  }
  if (samples.length === 0) throw new Error('there are no samples');
  if (failures.length > 0) throw new Error(failures.join('\n'));
  return samples.map((sample) => basename(sample).replace(/\.[cm]?js$/, '')).join(', ');
}
