import { FlagConfig, type SegmentConfig, validationFailure } from '@burgee/contracts';
import { findFlagProblems } from '@burgee/evaluator';
import type { Report } from './problems.ts';

/** Validates a flag against the contract, and reports what does not fit, such as too many rules. */
export function checkFlag(
  flag: FlagConfig,
  segments: readonly SegmentConfig[],
  report: Report,
): FlagConfig | undefined {
  const parsed = FlagConfig.safeParse(flag);
  const details = parsed.success ? findFlagProblems(parsed.data, segments) : validationFailure(parsed.error).details;
  for (const { path, message } of details) report(constructAt(path, flag), message);
  return details.length === 0 ? parsed.data : undefined;
}

/** Unleash's name for a place in our flag. */
function constructAt(path: string, flag: FlagConfig): string {
  const [part, index] = path.split('.');
  const rule = part === 'rules' ? flag.rules[Number(index)] : undefined;
  return rule ? `${rule.description} (${path})` : path;
}
