import { describeInexact, findInexactNumbers } from '@burgee/contracts';
import { resolve } from 'node:path';
import { networkErrorReason } from '../network-error.ts';
import { readText } from '../types/files.ts';
import { Complaint, type Run, STATUS } from '../world.ts';

const TIMEOUT_MS = 30_000;

/** Reads JSON from a file, or from an API of Unleash. @throws Complaint */
export async function readSource(source: string, token: string | undefined, run: Run): Promise<unknown> {
  const isUrl = /^https?:\/\//.test(source);
  const text = isUrl ? await fetchText(source, token, run) : await readText(resolve(run.folder, source), source);
  const document = parseJson(text, source);
  // The numbers that are sent would differ from those in the file.
  const [inexact] = findInexactNumbers(text);
  if (inexact) throw new Complaint(`${source}, ${inexact.path}: ${describeInexact(inexact.digits)}.`, STATUS.usage);
  return document;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Complaint(`${source} is not JSON: ${(error as Error).message}.`, STATUS.usage);
  }
}

async function fetchText(url: string, token: string | undefined, { fetch }: Run): Promise<string> {
  // Unleash expects the token as it is, without "Bearer".
  const headers = { Accept: 'application/json', ...(token !== undefined && { Authorization: token }) };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    throw new Complaint(`${url} did not answer (${networkErrorReason(error)}).`, STATUS.unreachable);
  });
  if (response.ok) return response.text();
  const isDenied = response.status === 401 || response.status === 403;
  const advice = isDenied ? ' Give a token of Unleash with --unleash-token.' : '';
  throw new Complaint(
    `${url} answered ${response.status}.${advice}`,
    isDenied ? STATUS.notPermitted : STATUS.unreachable,
  );
}
