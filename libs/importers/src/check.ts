import { FlagConfig, validationFailure, type SegmentConfig } from '@burgee/contracts';
import { findFlagProblems } from '@burgee/evaluator';
import type { Report } from './problems.ts';

/** The flag as our contract has it. What does not fit, like more rules than a flag may have, is reported. */
export function checked(flag: FlagConfig, segments: readonly SegmentConfig[], report: Report): FlagConfig | undefined {
  const parsed = FlagConfig.safeParse(flag);
  const details = parsed.success ? findFlagProblems(parsed.data, segments) : validationFailure(parsed.error).details;
  for (const { path, message } of details) report(constructAt(path, flag), message);
  return details.length === 0 ? parsed.data : undefined;
}

/** The words of Unleash for a place in our flag. */
function constructAt(path: string, flag: FlagConfig): string {
  const [part, index] = path.split('.');
  const rule = part === 'rules' ? flag.rules[Number(index)] : undefined;
  return rule ? `${rule.description} (${path})` : path;
}
