import { openUseCase, type UseCase } from '@burgee/api';
import { FoundDocs, SearchDocsInput } from '@burgee/contracts';
import { type DocSection, readDocs, searchSections } from './search-docs.ts';

const MAX_FOUND = 50;

/** Searches the documentation that is shipped with the server. @param folder read at the first search. */
export function searchDocsCase(folder: string): UseCase {
  let sections: Promise<readonly DocSection[]> | undefined;
  return openUseCase({
    name: 'agent.searchDocs',
    summary: 'Search the documentation of Burgee',
    kind: 'query',
    input: SearchDocsInput,
    output: FoundDocs,
    examples: [{ input: { query: 'gradual rollout' } }],
    agent: { tool: 'docs_search', list: 'items' },
    run: async (_request, { query }) => {
      sections ??= readDocs(folder);
      return { items: searchSections(await sections, query).slice(0, MAX_FOUND) };
    },
  });
}
