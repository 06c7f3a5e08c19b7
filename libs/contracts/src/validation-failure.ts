import type { z } from 'zod';
import type { Detail, FailureOf } from './errors.ts';

/** Maximum number of problems in one answer: a list of thousands may have a problem in every line. */
export const MAX_DETAILS = 100;

export function invalidInput(details: readonly Detail[]): FailureOf<'VALIDATION_FAILED'> {
  const others = details.length - MAX_DETAILS;
  if (others <= 0) return { code: 'VALIDATION_FAILED', details: [...details] };
  const rest = { path: '', message: `${others} more ${others === 1 ? 'problem is' : 'problems are'} not listed` };
  return { code: 'VALIDATION_FAILED', details: [...details.slice(0, MAX_DETAILS), rest] };
}

/** Converts Zod's issues to a failure with a path and a message for each. */
export function validationFailure(error: z.core.$ZodError): FailureOf<'VALIDATION_FAILED'> {
  const issues = error.issues.flatMap(innermostIssues);
  return invalidInput(issues.map(({ path, message }) => ({ path: path.join('.'), message })));
}

/** Zod's message for a value that fits no branch of a union whose author wrote no message. */
const DEFAULT_UNION_MESSAGE = 'Invalid input';

/** For a union, the issues of the branch that parsed deepest; if several did, of the one with the fewest issues. */
function innermostIssues(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0 || issue.message !== DEFAULT_UNION_MESSAGE)
    return [{ path: issue.path, message: issue.message }];
  const closest = issue.errors.reduce((best, branch) => {
    if (maxIssueDepth(branch) !== maxIssueDepth(best))
      return maxIssueDepth(branch) > maxIssueDepth(best) ? branch : best;
    return countIssues(branch) < countIssues(best) ? branch : best;
  });
  return closest.flatMap(innermostIssues).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function maxIssueDepth(branch: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...branch.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));
}

function countIssues(branch: readonly z.core.$ZodIssue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}
