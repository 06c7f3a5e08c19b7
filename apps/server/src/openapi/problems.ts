import { FAILURE_STATUS } from '@burgee/api';
import { describeFailure, type DomainCode, EXAMPLE_FAILURES } from '@burgee/contracts';

/** The place of a failure code in the documentation, which is the type of its problem. */
export type DocumentedProblem = {
  readonly code: DomainCode;
  readonly anchor: string;
  readonly status: number;
  /** With the facts of an example. */
  readonly title: string;
  readonly hint: string;
};

export const PROBLEMS_PATH = '/api/docs/problems';

function anchorOf(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

/** @param base the path under which browsers see the whole server, or empty. */
export function problemType(code: string, base: string): string {
  return `${base}${PROBLEMS_PATH}#${anchorOf(code)}`;
}

export function documentedProblems(): DocumentedProblem[] {
  return Object.values(EXAMPLE_FAILURES).map((failure) => {
    const { message, hint } = describeFailure(failure);
    const { code } = failure;
    return { code, anchor: anchorOf(code), status: FAILURE_STATUS[code].http, title: message, hint };
  });
}
