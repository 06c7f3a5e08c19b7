import type { UseCase } from './use-case.ts';
import { USE_CASES } from './use-cases.ts';

/** The recorded use case of that name. */
export function useCaseNamed(name: string): UseCase {
  const useCase = USE_CASES.find((one) => one.name === name);
  if (!useCase) throw new Error(`the table of use cases has no ${name}`);
  return useCase;
}
